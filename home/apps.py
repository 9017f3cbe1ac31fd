from django.apps import AppConfig


class HomeConfig(AppConfig):
    """The site as a whole: what every page shares."""

    name = "home"
