from django.apps import AppConfig


class SiteProjectConfig(AppConfig):
    """How the site runs: settings, routes, static files, start-up, its clock. No pages."""

    name = "site_project"

    def ready(self):
        """Enter the data folder, and follow what changes on the pages."""
        from django.conf import settings
        from django.core.signals import request_finished, request_started

        from site_project.data_folder import enter
        from site_project.page_cache.changes import listen
        from site_project.page_cache.kept import begin_request, end_request

        enter(settings.DATA_DIR)
        listen()
        request_started.connect(begin_request, dispatch_uid="page cache")
        request_finished.connect(end_request, dispatch_uid="page cache")
