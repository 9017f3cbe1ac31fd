"""The site's own advice in Wagtail's checker: beside the editor, and at its place in the preview."""

from django.forms import Media
from wagtail.admin.userbar import ContentCheckerItem

# Registered by the script below, which runs where the preview is shown.
CHECK = "site-content"
NOWHERE = "none"


class SiteContentChecker(ContentCheckerItem):
    """Wagtail's checker with rules of this site (home/content_checks.py).

    `rules` are all Rules that hold for the page, `findings` what they found on the page that is shown. The
    checker is configured twice: for the editor, where rules and words count, and for the preview inside it,
    where the findings do. It can only look up what both know, hence rules without a finding.
    """

    media = Media(js=["site/js/admin/content-checks.js"])

    def __init__(self, rules, findings, in_editor=False):
        super().__init__(in_editor)
        self.rules = rules
        self.findings = findings

    def get_axe_run_only(self, request):
        """Wagtail's rules and the site's."""
        return [*super().get_axe_run_only(request), *(rule.id for rule in self.rules)]

    def get_axe_custom_rules(self, request):
        """Each rule of the site as one that fails for the elements that were found."""
        return [*super().get_axe_custom_rules(request), *map(self.axe_rule, self.rules)]

    def get_axe_custom_checks(self, request):
        """The check that all rules of the site share."""
        return [*super().get_axe_custom_checks(request), {"id": CHECK, "options": {"selectors": []}}]

    def get_axe_messages(self, request):
        """What is said of each finding."""
        ours = {rule.id: {"error_name": rule.name, "help_text": rule.advice} for rule in self.rules}
        return {**super().get_axe_messages(request), **ours}

    def axe_rule(self, rule):
        """Return `rule` in the form that axe's configure() takes."""
        found = [finding for finding in self.findings if finding.rule.id == rule.id]
        return {
            "id": rule.id,
            "impact": "minor",
            "selector": ", ".join(sorted({finding.tag for finding in found})) or NOWHERE,
            "tags": ["best-practice"],
            "any": [{"id": CHECK, "options": {"selectors": [finding.selector for finding in found]}}],
            "enabled": True,
        }
