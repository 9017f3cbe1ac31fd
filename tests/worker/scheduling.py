"""Makes pages with a day to come and to go that has passed, one of which can't be published.

Run it with DATA_DIR set: `python -m tests.worker.scheduling`.
"""

import os
from datetime import timedelta

import django


def schedule():
    """Make “Bad”, whose address another page has taken since, “Good” and “Later”, and let “Old” be over.

    Returns the four pages.
    """
    from django.utils import timezone

    from tests import builders

    now = timezone.now()
    bad, good, later = (draft(title) for title in ("Bad", "Good", "Later"))
    for page, go_live_at in ((bad, now - timedelta(hours=1)), (good, now), (later, now + timedelta(days=1))):
        page.go_live_at = now + timedelta(days=2)
        revision = page.save_revision()
        revision.publish()
        revision.content["go_live_at"] = go_live_at.isoformat()
        revision.approved_go_live_at = go_live_at
        revision.save()
    builders.make_standard_page("Taken", slug="taken")
    revision = bad.get_latest_revision()
    revision.content["slug"] = "taken"
    revision.save()
    old = builders.make_standard_page("Old")
    type(old).objects.filter(pk=old.pk).update(expire_at=now - timedelta(hours=1))
    return bad, good, later, old


def draft(title):
    """Return a standard page that is not published."""
    from home.models import HomePage, StandardPage

    page = StandardPage(title=title, summary=f"What to know about {title}.", live=False)
    return HomePage.objects.get().add_child(instance=page)


if __name__ == "__main__":
    os.environ["DJANGO_SETTINGS_MODULE"] = "site_project.settings"
    django.setup()
    schedule()
