"""Sending the enquiry form the way a browser does it."""

from urllib.parse import urlencode

from django.test import Client

from tests.html import read, words

ANSWERS = {
    "name": "Ana Lopez",
    "phone": "(555) 010-0123",
    "email": "ana@example.org",
    "call_time": "weekdays after 4 pm",
    "message": "Could you call me?",
    "consent": "on",
}
KIND = "application/x-www-form-urlencoded"
OWN_SITE = {"Sec-Fetch-Site": "same-origin"}


def open_form(client, page, **query):
    """Return the enquiry form on `page`, parsed."""
    return read(client.get(page.url, query)).select_one("form.enquiry-form")


def fields_of(form):
    """Return what a browser would send of `form` if nothing was typed."""
    data = {field["name"]: field.get("value", "") for field in form.select("input:not([type=checkbox])")}
    data |= {field["name"]: field.get_text() for field in form.select("textarea")}
    for field in form.select("select"):
        chosen = field.select_one("option[selected]")
        data[field["name"]] = chosen["value"] if chosen else ""
    return data


def send(page, client=None, headers=OWN_SITE, form=None, **answers):
    """Open the form on `page`, fill it in with ANSWERS and `answers`, and send it; returns the response.

    `form` is a form that was opened before.
    """
    client = client or Client()
    form = form or open_form(client, page)
    data = fields_of(form) | ANSWERS | answers
    body = urlencode({name: value for name, value in data.items() if value is not None})
    return client.post(form["action"], body, content_type=KIND, headers=headers)


def problem(response):
    """Return what the visitor is told first."""
    return words(read(response).select_one("[role=alert]"))
