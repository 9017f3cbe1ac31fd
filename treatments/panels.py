"""Panels of the page editor that show what is written elsewhere."""

from wagtail.admin.panels import Panel


class ConditionLinksPanel(Panel):
    """On a treatment: what each condition's page says of it, and the way to where that is written."""

    class BoundPanel(Panel.BoundPanel):
        template_name = "treatments/panels/condition_links.html"

        def get_context_data(self, parent_context=None):
            """Give the template every link to this treatment, drafts included."""
            context = super().get_context_data(parent_context)
            links = self.instance.condition_links.select_related("condition") if self.instance.pk else ()
            return {**context, "links": links}
