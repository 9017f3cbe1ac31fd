"""The clinical review as people do it in the admin: submit, approve, confirm, and look for the statement."""

import json

from bs4 import BeautifulSoup
from django.test import Client
from django.urls import reverse

from tests.forms import form_of, send
from tests.html import read, words

JSON = {"x-requested-with": "XMLHttpRequest"}


def signed_in(user):
    """Return a client that `user` is signed in with."""
    client = Client()
    client.force_login(user)
    return client


def fresh(page):
    """Return `page` as the database has it."""
    return type(page).objects.get(pk=page.pk)


def edit(page):
    """Return the address of the editor of `page`."""
    return reverse("wagtailadmin_pages:edit", args=[page.pk])


def statement(page):
    """Return the review note on the public page, or ""."""
    page.refresh_from_db()
    note = read(Client().get(page.url)).select_one(".review-note")
    return " ".join(note.get_text().split()) if note else ""


def submit(editor, page, changes=None):
    """Have the client `editor` change `page`, save it and submit it to its workflow."""
    return send(editor, edit(page), changes or {}, "submit")


def review_address(page, action="approve"):
    """Return the address of the form of the review that is going on."""
    state = page.current_workflow_task_state
    return reverse("wagtailadmin_pages:workflow_action", args=[page.pk, action, state.pk])


def open_review(reviewer, page, action="approve"):
    """Open the review as a reviewer does on the dashboard. Returns its address, its HTML and its fields."""
    page = type(page).objects.get(pk=page.pk)
    address = review_address(page, action)
    window = BeautifulSoup(reviewer.get(address, headers=JSON).json()["html"], "html.parser")
    fields = {}
    for field in window.select("form [name]"):
        fields[field["name"]] = field.get("value", "") if field.name == "input" else field.text.strip()
    return address, window, fields


def approve(reviewer, page, **answers):
    """Open the review of `page`, answer it and send it. Returns the answer's JSON."""
    address, _window, fields = open_review(reviewer, page)
    return reviewer.post(address, fields | answers, headers=JSON).json()


def confirm(reviewer, page, **answers):
    """Confirm that the live `page` is still accurate. Returns the page that follows."""
    address = reverse("clinical_review:confirm", args=[page.pk])
    opened = reviewer.get(address)
    return reviewer.post(address, form_of(opened) | answers, follow=True)


def refusal(answer):
    """Return the words of a refusal in `answer`, the JSON of a review's window."""
    window = BeautifulSoup(answer["html"], "html.parser")
    return words(window.select_one(".help-warning")) if window.select_one(".help-warning") else ""


def act_in_editor(reviewer, page, fields, changes=None, action="approve"):
    """Send the page's editor with the answers to a review, as the editor's own window does."""
    opened = reviewer.get(edit(page))
    data = form_of(opened) | (changes or {})
    data |= {
        "action-workflow-action": "true",
        "workflow-action-name": action,
        "workflow-action-extra-data": json.dumps(fields),
    }
    return reviewer.post(edit(page), data, follow=True)
