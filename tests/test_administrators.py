"""Site managers look after accounts, but nobody who is no administrator gets the rights of one that way."""

import pytest
from django.contrib.auth import get_user_model
from django.urls import NoReverseMatch, reverse

from site_project.accounts.administrators import ONLY_BY_ONE, REFUSAL
from tests import builders
from tests.clinical_review.acting import signed_in
from tests.html import read, words

pytestmark = pytest.mark.django_db

NEW = "/admin/users/new/"
USERS = "/admin/users/"
PASSWORD = "a-lamp-that-is-not-so-quiet"


@pytest.fixture
def root():
    """An administrator."""
    return get_user_model().objects.create_superuser("root", "root@clinic.example", "quiet-lamp-and-door")


@pytest.fixture
def ed():
    """An editor."""
    return builders.make_user("ed", "Editors")


@pytest.fixture(params=["manager", "administrator"])
def person(request):
    """Who is signed in, as (client, whether they are an administrator)."""
    if request.param == "manager":
        return signed_in(builders.make_user("max", "Site managers")), False
    return signed_in(get_user_model().objects.create_superuser("ada", "", "quiet-lamp-and-green-door")), True


def edit(user):
    """Return the address of the form of `user`."""
    return reverse("wagtailusers_users:edit", args=[user.pk])


def details(name, **more):
    """Return what a form wants to know of the user `name`, and `more`."""
    person = {"username": name, "email": f"{name}@clinic.example", "first_name": "A", "last_name": "B"}
    return person | {"password1": PASSWORD, "password2": PASSWORD} | more


def test_new_user(person):
    """Both add people; only one of them adds administrators, and the form says so."""
    client, is_administrator = person
    field = read(client.get(NEW)).find("input", attrs={"name": "is_superuser"})
    assert field.has_attr("disabled") is not is_administrator
    assert (ONLY_BY_ONE in words(read(client.get(NEW)).main)) is not is_administrator
    assert client.post(NEW, details("new", is_superuser="on")).status_code == 302
    assert get_user_model().objects.get(username="new").is_superuser is is_administrator


def test_other_user(person, ed):
    """The same for who is there already."""
    client, is_administrator = person
    assert client.post(edit(ed), details("ed", is_active="on", is_superuser="on")).status_code == 302
    ed.refresh_from_db()
    assert (ed.last_name, ed.is_superuser) == ("B", is_administrator)


def test_an_administrators_account(person, root):
    """A site manager can neither open the form nor send it: a new password would be a new administrator."""
    client, is_administrator = person
    client.post(edit(root), details("root", email="max@clinic.example", is_active="on", is_superuser="on"))
    answer = client.get(edit(root), follow=True)
    root.refresh_from_db()
    assert root.check_password(PASSWORD) is is_administrator
    assert (root.email == "max@clinic.example") is is_administrator
    assert (answer.request["PATH_INFO"] == edit(root)) is is_administrator
    assert (REFUSAL in words(read(answer))) is not is_administrator


@pytest.mark.parametrize(
    ("action", "fields"),
    [("set_active_state", {"mark_as_active": "False"}), ("assign_role", {}), ("delete", {})],
)
def test_many_at_once(person, root, ed, action, fields):
    """The list's own actions are no way around."""
    client, is_administrator = person
    group = builders.make_user("kim", "Front desk").groups.get()
    address = reverse("wagtail_bulk_action", args=["auth", "user", action])
    client.post(f"{address}?id={root.pk}&id={ed.pk}&next={USERS}", fields | {"role": group.pk})
    as_before = get_user_model().objects.filter(pk=root.pk, is_active=True, groups=None)
    assert as_before.exists() is not is_administrator


def test_users_are_not_copied():
    """A copy's form is another one, and would take along all rights."""
    with pytest.raises(NoReverseMatch):
        reverse("wagtailusers_users:copy", args=[1])
