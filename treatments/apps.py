from django.apps import AppConfig


class TreatmentsConfig(AppConfig):
    """What the clinic treats and how: conditions, treatments and their sources."""

    name = "treatments"
