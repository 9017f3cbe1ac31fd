"""The second factor: how it is set up, what it opens, and what happens when it is lost."""

import pytest
from allauth.mfa.models import Authenticator
from django.core.management import CommandError, call_command
from wagtail.models import ModelLogEntry

from site_project.page_cache.generation import open_generation
from tests import builders
from tests.accounts.signing_in import (
    CODES,
    CONFIRM,
    FACTORS,
    LOGIN,
    SECOND_STEP,
    code_of,
    confirm,
    enter_password,
    forget_used_codes,
    recovery_codes,
    set_up_app,
    signed_in_with_app,
)
from tests.html import read, words

pytestmark = pytest.mark.django_db


def where(client, path="/admin/"):
    """Return the path at which `client` ends up when it asks for `path`."""
    return client.get(path, follow=True).request["PATH_INFO"]


def test_first_sign_in_leads_to_setting_up(ed):
    """A password opens the account's own page and nothing of the admin; the page says why one is there."""
    client, answer = enter_password("ed", next="/admin/conditions/")
    assert answer["Location"] == "/admin/conditions/"
    landed = client.get("/admin/conditions/", follow=True)
    assert landed.request["PATH_INFO"] == FACTORS
    assert "The admin asks for a second factor" in words(read(landed).main)


def test_profile_pictures_wait_for_the_second_factor(ed, settings, tmp_path):
    """They lie outside of the admin's addresses, and belong to it."""
    settings.MEDIA_ROOT = tmp_path
    (tmp_path / "avatar_images").mkdir()
    (tmp_path / "avatar_images/face.jpg").write_bytes(builders.picture_file().read())
    client, _answer = enter_password("ed")
    assert client.get("/media/avatar_images/face.jpg").status_code == 404
    client, _secret = signed_in_with_app(ed)
    answer = client.get("/media/avatar_images/face.jpg")
    answer.close()
    assert answer.status_code == 200


def test_app_signs_in(ed):
    """From the second time on: password, then the code of the app."""
    _client, secret = signed_in_with_app(ed)
    forget_used_codes()
    client, answer = enter_password("ed", next="/admin/conditions/")
    assert answer["Location"] == SECOND_STEP
    assert where(client) == LOGIN
    wrong = client.post(SECOND_STEP, {"code": "000000"})
    assert "not right" in words(read(wrong).main)
    right = client.post(SECOND_STEP, {"code": code_of(secret)})
    assert right["Location"] == "/admin/conditions/"
    assert where(client) == "/admin/"


def test_code_of_the_app_is_good_once(ed):
    """Whoever looks over somebody's shoulder comes too late."""
    _client, secret = signed_in_with_app(ed)
    forget_used_codes()
    code = code_of(secret)
    client, _answer = enter_password("ed")
    assert client.post(SECOND_STEP, {"code": code}).status_code == 302
    thief, _answer = enter_password("ed")
    assert thief.post(SECOND_STEP, {"code": code}).status_code == 200
    assert where(thief) == LOGIN


def test_recovery_code_is_good_once(ed):
    """A code on paper opens the admin when the phone is gone, and is used up by it."""
    client, _secret = signed_in_with_app(ed)
    codes = recovery_codes(client)
    assert len(codes) == 10
    client, _answer = enter_password("ed")
    assert client.post(SECOND_STEP, {"code": codes[0]}).status_code == 302
    assert where(client) == "/admin/"
    assert recovery_codes(client) == codes[1:]
    again, _answer = enter_password("ed")
    assert again.post(SECOND_STEP, {"code": codes[0]}).status_code == 200
    assert where(again) == LOGIN


def test_codes_and_changes_ask_who_is_there(ed):
    """A browser that was left open shows no recovery codes and adds no factor."""
    _client, secret = signed_in_with_app(ed)
    forget_used_codes()
    client, _answer = enter_password("ed")
    client.post(SECOND_STEP, {"code": code_of(secret)})
    for path in (CODES, f"{FACTORS}webauthn/add/", f"{FACTORS}totp/deactivate/"):
        assert client.get(path)["Location"].startswith(CONFIRM)


def test_last_factor_stays(ed):
    """Who needs a second factor can't be left without one by a click."""
    client, _secret = signed_in_with_app(ed)
    confirm(client)
    answer = client.post(f"{FACTORS}totp/deactivate/")
    assert "this is your last one" in words(read(answer).main)
    assert Authenticator.objects.filter(type="totp").exists()


def test_session_that_is_older_than_the_factor(ed):
    """Whoever came in by a stolen password before its owner set up the factor is put out by that."""
    thieves = [enter_password("ed")[0] for _path in range(3)]
    signed_in_with_app(ed)
    for thief, path in zip(thieves, ("/admin/", FACTORS, f"{FACTORS}webauthn/add/"), strict=True):
        assert thief.get(path)["Location"].startswith(LOGIN)


def test_scripts_are_refused(ed):
    """What a page of the admin asks in the background gets no other page instead."""
    client, _answer = enter_password("ed")
    assert client.get("/admin/", headers={"x-requested-with": "XMLHttpRequest"}).status_code == 403


def test_reset_by_an_administrator(ed, capsys):
    """Phone and paper are gone: after a word with an administrator the person sets up another factor."""
    client, _secret = signed_in_with_app(ed)
    call_command("reset_second_factor", "ed")
    assert "signs in by password alone now" in capsys.readouterr().out
    assert not Authenticator.objects.exists()
    assert where(client) == LOGIN
    assert where(enter_password("ed")[0]) == FACTORS
    assert ModelLogEntry.objects.get(action="accounts.reset_second_factor").object_id == str(ed.pk)
    call_command("reset_second_factor", "ed")
    assert "ed had no second factor, and is signed out" in capsys.readouterr().out
    with pytest.raises(CommandError, match="no user nobody"):
        call_command("reset_second_factor", "nobody")


def test_reset_ends_what_was_signed_in(boss, ed):
    """Whoever found the phone, and is signed in on it, is out; nobody else is."""
    found, _secret = signed_in_with_app(ed)
    forget_used_codes()
    other, _secret = signed_in_with_app(boss)
    call_command("reset_second_factor", "ed")
    forget_used_codes()
    client, _secret = signed_in_with_app(ed)
    assert where(found) == LOGIN
    assert where(client) == where(other) == "/admin/"


def test_factor_that_is_taken_away_proves_nothing(ed):
    """Nor does a session that was opened with it, although the account has another factor since."""
    client, _secret = signed_in_with_app(ed)
    Authenticator.objects.filter(user=ed).delete()
    forget_used_codes()
    renewed, _secret = signed_in_with_app(ed)
    assert where(client) == LOGIN
    assert where(renewed) == "/admin/"


def test_readers_need_none(django_user_model):
    """Somebody who may read a private page, and nothing of the admin, signs in by password."""
    django_user_model.objects.create_user("reader", password="mint-tea-7")
    page = builders.make_standard_page()
    client, answer = enter_password("reader", "mint-tea-7", next=page.url)
    assert answer["Location"] == page.url
    assert where(client, page.url) == page.url
    assert where(client) == LOGIN


def test_optional(settings, ed):
    """At an http address, on the owner's own machine, the password is enough until somebody wants more."""
    settings.ADMIN_MFA = "optional"
    client, _answer = enter_password("ed")
    assert where(client) == "/admin/"
    set_up_app(client)
    _again, answer = enter_password("ed")
    assert answer["Location"] == SECOND_STEP
    confirm(client)
    assert client.post(f"{FACTORS}totp/deactivate/")["Location"] == FACTORS


def test_way_from_the_account(ed):
    """An editor finds it where everything else about the account is."""
    client, _secret = signed_in_with_app(ed)
    link = read(client.get("/admin/account/")).find("a", href=FACTORS)
    assert words(link) == "Sign-in and second factor"


def test_pages_stay_in_memory(ed, django_capture_on_commit_callbacks):
    """A sign-in changes nothing that visitors see, so that the pages stay in memory."""
    before = open_generation().current()
    with django_capture_on_commit_callbacks(execute=True):
        secret = set_up_app(enter_password("ed")[0])
        client, _answer = enter_password("ed")
        assert client.post(SECOND_STEP, {"code": code_of(secret, later=1)}).status_code == 302
    assert open_generation().current() == before
