from django.apps import AppConfig


class SiteProjectConfig(AppConfig):
    """How the site runs: settings, routes, static files, start-up, its clock. No pages."""

    name = "site_project"

    def ready(self):
        """Follow what changes on the pages."""
        from site_project.page_cache.changes import listen

        listen()
