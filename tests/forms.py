"""The admin's forms, filled in and sent the way a browser does it."""

import json

import lxml.html
import pytest
from bs4 import BeautifulSoup
from django.core.exceptions import ValidationError
from wagtail.test.utils.form_data import nested_form_data

# What the text editor sends while nothing is written in it, or nothing but spaces.
NO_TEXT = "null"


def text(words):
    """Return what the text editor sends for one paragraph of `words`."""
    block = {"key": "aaaaa", "text": words, "type": "unstyled", "depth": 0}
    return json.dumps({"blocks": [{**block, "inlineStyleRanges": [], "entityRanges": []}], "entityMap": {}})


def form_of(response):
    """Return everything a browser would send if somebody pressed "save" in the form of `response`."""
    forms = lxml.html.document_fromstring(response.content.decode()).forms
    form = max(forms, key=lambda form: len(form.findall(".//input")))
    for field in form.xpath(".//input[not(@value) and not(@type='checkbox')]"):
        field.set("value", "")
    data = dict(form.form_values())
    for stream in form.findall(".//*[@data-w-block-arguments-value]"):
        state, _ = json.loads(stream.get("data-w-block-arguments-value"))
        data |= _sent(stream.get("id"), state)
    return data


def send(client, url, changes, action=None):
    """Open the form at `url`, change fields as in `changes` (nested, as nested_form_data has it), send it.

    `action` is the button: None saves, "publish" publishes a page. Redirects are followed.
    """
    opened = client.get(url, follow=True)
    data = form_of(opened) | nested_form_data(changes)
    if action:
        data[f"action-{action}"] = "on"
    return client.post(opened.request["PATH_INFO"], data, follow=True)


def messages(response):
    """Return the messages that stand by a field, as {name of the field: text}.

    A block's name is made of its place, for example `body-0-heading`.
    """
    soup = BeautifulSoup(response.content, "html.parser")
    found = {}
    # find_all(), because select() and get_text() skip the <template> that the fields of a dialog are in.
    for errors in soup.find_all(attrs={"data-field-errors": True}):
        if words := " ".join(" ".join(errors.find_all(string=True)).split()):
            wrapper = errors.find_parent(attrs={"data-field-wrapper": True})
            found[wrapper.find(attrs={"name": True})["name"]] = words
    for stream in soup.select("[data-w-block-arguments-value]"):
        _, errors = json.loads(stream["data-w-block-arguments-value"])
        found |= _block_messages(stream["id"], errors or {})
    return found


def refused(block, raw):
    """Return the messages that `block` gives for the stored value `raw`, by the part they stand at."""
    with pytest.raises(ValidationError) as caught:
        block.clean(block.to_python(raw))
    errors = getattr(caught.value, "block_errors", None) or {"": caught.value}
    return {name: " ".join(getattr(error, "messages", [])) for name, error in errors.items()}


def _sent(name, state):
    """Return the fields that the block editor makes of a block's `state`, by their names."""
    if isinstance(state, dict):
        if "columns" in state:
            return _sent_table(name, state)
        if "id" in state:
            return {name: state["id"]}
        return {key: value for part in state for key, value in _sent(f"{name}-{part}", state[part]).items()}
    if isinstance(state, list):
        if state and not isinstance(state[0], dict):
            return {name: state[0]}
        return _sent_items(name, state)
    if isinstance(state, bool):
        return {name: "on"} if state else {}
    return {name: "" if state is None else state}


def _sent_items(name, items):
    data = {f"{name}-count": len(items)}
    for place, item in enumerate(items):
        row = f"{name}-{place}"
        data |= {f"{row}-order": place, f"{row}-deleted": "", f"{row}-id": item["id"] or ""}
        data |= {f"{row}-type": item["type"]} if "type" in item else {}
        data |= _sent(f"{row}-value", item["value"])
    return data


def _sent_table(name, table):
    data = {
        f"{name}-caption": table["caption"],
        f"{name}-column-count": len(table["columns"]),
        f"{name}-row-count": len(table["rows"]),
    }
    for place, column in enumerate(table["columns"]):
        data |= {f"{name}-column-{place}-{part}": column[part] for part in ("type", "heading")}
        data |= {f"{name}-column-{place}-order": place, f"{name}-column-{place}-deleted": ""}
    for row, cells in enumerate(table["rows"]):
        data |= {f"{name}-row-{row}-order": row, f"{name}-row-{row}-deleted": ""}
        for column, cell in enumerate(cells["values"]):
            data |= _sent(f"{name}-cell-{row}-{column}", cell)
    return data


def _block_messages(name, errors):
    found = {name: " ".join(errors["messages"])} if errors.get("messages") else {}
    inner = errors.get("blockErrors", {})
    for part, error in inner.items() if isinstance(inner, dict) else enumerate(inner):
        found |= _block_messages(f"{name}-{part}", error or {})
    return found
