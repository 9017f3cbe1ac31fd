"""A site that asks for a second factor, and people who have nothing but a password yet."""

import pytest

from tests import builders
from tests.accounts.signing_in import with_password


@pytest.fixture(autouse=True)
def required(settings):
    """What an https address brings along."""
    settings.ADMIN_MFA = "required"


@pytest.fixture
def boss(django_user_model):
    """The administrator, the first user whatever numbers the database has given before."""
    return with_password(django_user_model.objects.create_superuser("boss", pk=1))


@pytest.fixture
def ed(db):
    """An editor."""
    return with_password(builders.make_user("ed", "Editors"))
