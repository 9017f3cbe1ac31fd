"""The one state of a stopped restore that only the owner can put right."""

from pathlib import Path

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from site_project.backup.swap import HALF_RESTORED


def refuse_half_restored(folder):
    """Raise ImproperlyConfigured if a restore into PostgreSQL was killed before `folder` had its media."""
    note = Path(folder, HALF_RESTORED)
    if note.exists():
        raise ImproperlyConfigured(
            f"The restore of {note.read_text(encoding='utf-8')} was stopped half-way. Make the database "
            f"{settings.DATABASES['default']['NAME']} anew (dropdb, createdb), then restore again."
        )
