"""The site's own advice in Wagtail's checker: beside the editor, and at its place in the preview."""

from django.forms import Media
from wagtail.admin.userbar import ContentCheckerItem

# The script below registers what these checks do, where the preview is shown.
CHECK_PREFIX = "site-content/"
ANYWHERE, NOWHERE = "*", "none"


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
        """Each rule of the site, without the work of one that found nothing."""
        return [*super().get_axe_custom_rules(request), *map(self.axe_rule, self.rules)]

    def get_axe_custom_checks(self, request):
        """For each rule of the site the check that fails at its findings."""
        return [*super().get_axe_custom_checks(request), *map(self.axe_check, self.rules)]

    def get_axe_messages(self, request):
        """What is said of each finding."""
        ours = {rule.id: {"error_name": rule.name, "help_text": rule.advice} for rule in self.rules}
        return {**super().get_axe_messages(request), **ours}

    def findings_of(self, rule):
        """Return what `rule` found."""
        return [finding for finding in self.findings if finding.rule == rule]

    def axe_rule(self, rule):
        """Return `rule` in the form that axe's configure() takes."""
        return {
            "id": rule.id,
            "impact": "minor",
            "selector": ANYWHERE if self.findings_of(rule) else NOWHERE,
            "tags": ["best-practice"],
            "any": [f"{CHECK_PREFIX}{rule.id}"],
            "enabled": True,
        }

    def axe_check(self, rule):
        """Return the check of `rule` in that form, with the places where it fails."""
        selectors = [finding.selector for finding in self.findings_of(rule)]
        return {"id": f"{CHECK_PREFIX}{rule.id}", "options": {"selectors": selectors}}
