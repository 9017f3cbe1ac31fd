"""Signing in as a person does, step by step, and what an authenticator app on a phone does meanwhile."""

import base64
import hashlib
import hmac
import struct
import time

from django.core.cache import cache
from django.test import Client

from tests.html import read

PASSWORD = "quiet-lamp-and-green-door"
LOGIN = "/account/login/"
FACTORS = "/account/second-factor/"
SECOND_STEP = f"{FACTORS}authenticate/"
SET_UP_APP = f"{FACTORS}totp/activate/"
CODES = f"{FACTORS}recovery-codes/"
CONFIRM = "/account/reauthenticate/"


def code_of(secret, later=0):
    """Return what an authenticator app shows for `secret`, `later` periods from now (RFC 6238)."""
    key = base64.b32decode(secret + "=" * (-len(secret) % 8))
    period = struct.pack(">Q", int(time.time() // 30) + later)
    digest = hmac.new(key, period, hashlib.sha1).digest()
    start = digest[-1] & 15
    number = struct.unpack(">I", digest[start : start + 4])[0] & 0x7FFFFFFF
    return f"{number % 1_000_000:06}"


def with_password(user):
    """Give `user`, a new one, the password; returns the user."""
    user.set_password(PASSWORD)
    user.save()
    return user


def enter_password(name, password=PASSWORD, client=None, **fields):
    """Send the sign-in form. Returns the client and the answer."""
    client = client or Client()
    return client, client.post(LOGIN, {"login": name, "password": password, **fields})


def confirm(client):
    """Show that one is still the same person."""
    assert client.post(CONFIRM, {"password": PASSWORD, "next": FACTORS}).status_code == 302


def set_up_app(client):
    """Set up an authenticator app. Returns its secret."""
    confirm(client)
    secret = read(client.get(SET_UP_APP)).select_one("#authenticator_secret")["value"]
    assert client.post(SET_UP_APP, {"code": code_of(secret)})["Location"] == CODES
    return secret


def recovery_codes(client):
    """Return the codes that are left."""
    confirm(client)
    return read(client.get(CODES)).select_one("#recovery_codes").text.split()


def signed_in_with_app(user):
    """Set up a second factor for `user`, and sign in with it. Returns the client and the secret."""
    secret = set_up_app(enter_password(user.username)[0])
    forget_used_codes()
    client, _answer = enter_password(user.username)
    assert client.post(SECOND_STEP, {"code": code_of(secret)}).status_code == 302
    return client, secret


def forget_used_codes():
    """Let a code be used again, as if half a minute had gone by."""
    cache.clear()
