"""One door: every way to a sign-in leads there, and from there to this site alone."""

from urllib.parse import unquote

import pytest
from django.test import Client
from wagtail.models import PageViewRestriction

from tests import builders
from tests.accounts.signing_in import (
    FACTORS,
    LOGIN,
    PASSWORD,
    SECOND_STEP,
    enter_password,
    signed_in_with_app,
)
from tests.html import read, words

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("path", ["/admin/login/", "/_util/login/"])
@pytest.mark.parametrize("method", ["get", "post"])
def test_other_doors_are_walled_up(boss, path, method):
    """A password that is sent to Wagtail's own forms signs nobody in."""
    client = Client()
    fields = {"username": "boss", "password": PASSWORD, "next": "/admin/users/"}
    answer = getattr(client, method)(path, fields)
    assert answer["Location"] == f"{LOGIN}?next=/admin/users/"
    assert client.get("/admin/").status_code == 302
    assert "_auth_user_id" not in client.session


def test_django_admin_is_not_there(client):
    """The framework's own admin knows no second factor."""
    for path in ("/django-admin/", "/django-admin/login/"):
        assert client.get(path).status_code == 404


ELSEWHERE = [
    "https://other.example/",
    "//other.example/",
    "/\\other.example",
    "http:///other.example",
    "javascript:alert(1)",
    "https://testserver.other.example/",
    "http://localhost/",
    "ftp://testserver/",
]


@pytest.mark.parametrize("address", ELSEWHERE)
def test_sign_in_leads_nowhere_else(ed, address):
    """A link in a mail that begins with the clinic's sign-in must not end at somebody else's site."""
    for path in (LOGIN, "/admin/login/", "/_util/login/"):
        client = Client()
        form = read(client.get(path, {"next": address}, follow=True)).main.form
        fields = {field["name"]: field.get("value", "") for field in form.select("[type=hidden][name]")}
        _client, answer = enter_password("ed", client=client, **fields)
        assert answer["Location"] == "/admin/"
    _client, answer = enter_password("ed", next=address)
    assert answer["Location"] == "/admin/"


def test_sign_in_leads_to_where_one_wanted(ed):
    """A link in a mail of the review opens the page once its reader is in."""
    client = Client()
    asked = client.get("/admin/conditions/", follow=True)
    wanted = read(asked).main.form.select_one("[name=next]")["value"]
    _client, answer = enter_password("ed", client=client, next=wanted)
    assert answer["Location"] == "/admin/conditions/"


@pytest.mark.parametrize("method", ["get", "post"])
def test_nobody_signs_up(django_user_model, method):
    """Accounts are made in the admin."""
    data = {"username": "new", "email": "new@other.example", "password1": PASSWORD, "password2": PASSWORD}
    answer = getattr(Client(), method)("/account/signup/", data)
    assert "closed" in words(read(answer).main).lower()
    assert not django_user_model.objects.filter(username="new").exists()
    for path in ("/account/email/", "/account/signup/passkey/", "/account/password/set/"):
        assert Client().get(path).status_code == 404


def test_wrong_password_and_unknown_name_are_told_alike(ed):
    """Nobody finds out who works here."""
    answers = [enter_password(name, "thyme")[1] for name in ("ed", "nobody")]
    told = {words(read(answer).main.select_one("[role=alert]")) for answer in answers}
    assert len(told) == 1


def test_passwords_can_not_be_tried_out(ed):
    """After five wrong passwords not even the right one gets in, from wherever it comes, for some minutes."""
    for number in range(5):
        Client(REMOTE_ADDR=f"192.0.2.{number}").post(LOGIN, {"login": "ed", "password": "thyme"})
    client = Client(REMOTE_ADDR="198.51.100.1")
    _client, answer = enter_password("ed", client=client)
    assert "Too many failed" in words(read(answer).main)
    assert client.get("/admin/").status_code == 302


def test_codes_can_not_be_tried_out(ed):
    """Six digits are soon guessed where one may guess for ever."""
    signed_in_with_app(ed)
    client, _answer = enter_password("ed")
    for _attempt in range(5):
        client.post(SECOND_STEP, {"code": "000000"})
    answer = client.post(SECOND_STEP, {"code": "000000"})
    assert "Too many failed" in words(read(answer).main)


def test_one_network_is_slowed_down(db):
    """Many names from one address are as suspicious as many passwords for one."""
    answers = [enter_password(f"name-{number}", "thyme")[1] for number in range(11)]
    assert "Too many failed" not in words(read(answers[9]).main)
    assert "Too many failed" in words(read(answers[10]).main)


def test_limit_holds_under_every_name_of_the_site(ed):
    """Whoever asks chooses the port in the header: a new one must not give another five tries."""
    answers = [
        enter_password("ed", "thyme", Client(headers={"host": f"localhost:{port}"}))[1]
        for port in range(1, 7)
    ]
    told = ["Too many failed" in words(read(answer).main) for answer in answers]
    assert told == [False] * 5 + [True]


def test_network_is_read_behind_a_proxy(settings, db):
    """The clinic's own proxy is not a network that tries out passwords."""
    settings.PROXIES = 1
    for number in range(12):
        client = Client(headers={"x-forwarded-for": f"203.0.113.1, 192.0.2.{number}"})
        _client, answer = enter_password(f"name-{number}", "thyme", client=client)
        assert "Too many failed" not in words(read(answer).main)


def test_no_promise_of_mail_without_a_mail_server(client):
    """Where nothing sends mail, there is neither a link to a new password nor a form for one."""
    assert "Forgotten" not in words(read(client.get(LOGIN)).main)
    for path in ("/account/password/reset/", "/admin/password_reset/"):
        assert client.get(path).status_code == 404


def test_signed_in_and_not_allowed(ed, django_user_model):
    """Whoever is in and may not see a page is told so, and can come in as somebody else."""
    django_user_model.objects.create_user("reader", password="mint-tea-7")
    client, _answer = enter_password("reader", "mint-tea-7")
    answer = client.get("/admin/", follow=True)
    assert "You are signed in as reader. This account can't open the page." in words(read(answer).main)
    form = read(answer).main.form
    fields = {field["name"]: field["value"] for field in form.select("[type=hidden]")}
    left = client.post(form["action"], fields)
    assert unquote(left["Location"]) == f"{LOGIN}?next=/admin/"
    _client, answer = enter_password("ed", client=client, next="/admin/")
    assert client.get("/admin/", follow=True).request["PATH_INFO"] == FACTORS


def test_private_page_leads_here(client):
    """Readers of private pages use the same door."""
    page = builders.make_standard_page()
    PageViewRestriction.objects.create(page=page, restriction_type=PageViewRestriction.LOGIN)
    assert client.get(page.url)["Location"] == f"{LOGIN}?next={page.url}"


def test_new_passkeys_may_be_asked_for_here_alone(client):
    """A page that visitors read has no business with passkeys."""
    assert "publickey-credentials-get=()" not in client.get(LOGIN)["Permissions-Policy"]
    assert "publickey-credentials-get=()" in client.get("/")["Permissions-Policy"]
