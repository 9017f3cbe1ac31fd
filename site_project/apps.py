from django.apps import AppConfig


class SiteProjectConfig(AppConfig):
    """How the site runs: settings, routes, static files, start-up. No pages."""

    name = "site_project"
