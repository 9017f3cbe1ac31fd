from django.apps import AppConfig


class HomeConfig(AppConfig):
    """The site as a whole: what every page shares."""

    name = "home"

    def ready(self):
        """Follow what happens to pages."""
        from wagtail.signals import page_published

        from home.leaving import welcome_back

        page_published.connect(welcome_back, dispatch_uid="welcome_back")
