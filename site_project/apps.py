from django.apps import AppConfig


class SiteProjectConfig(AppConfig):
    """How the site runs: settings, routes, static files, start-up, its clock. No pages."""

    name = "site_project"

    def ready(self):
        """Enter the data folder, and follow what changes on the pages."""
        from django.conf import settings

        from site_project.data_folder import enter
        from site_project.page_cache.changes import listen

        enter(settings.DATA_DIR)
        listen()
