"""What is interrupted: each is ready to be done by one request, and says what is there after it."""

import io
import time
from urllib.parse import urlencode

import requests
from bs4 import BeautifulSoup
from PIL import Image
from wagtail.test.utils.form_data import nested_form_data

from tests.editor import PATIENCE, edit_address
from tests.endurance.numbered import new_version
from tests.enquiries.sending import ANSWERS, KIND, fields_of
from tests.forms import form_of


class Publish:
    """A new version of the page, by `editor`; `number` is that of the round, `before` are the Remains."""

    def __init__(self, editor, page_id, number, before):
        self.editor, self.path = editor, edit_address(page_id)
        self.after = before.with_version(number)
        self.data = form_of(editor.get(self.path)) | nested_form_data(new_version(number))
        self.data["action-publish"] = "on"

    def do(self):
        """Press “Publish”."""
        expect(302, self.editor.post(self.path, self.data))


class Upload:
    """A document or, every other round, a picture."""

    def __init__(self, editor, page_id, number, before):
        self.editor = editor
        kind, ending = ("documents", "txt") if number % 2 else ("images", "png")
        self.path, title = f"/admin/{kind}/add/", f"Upload {number}"
        content = title.encode() * 50_000 if number % 2 else picture(number)
        self.data = form_of(editor.get(self.path)) | {"title": title}
        self.files = {"file": (f"upload-{number}.{ending}", content)}
        self.after = before.with_upload(title, content)

    def do(self):
        """Press “Upload”."""
        expect(302, self.editor.post(self.path, self.data, self.files))


class Enquiry:
    """A visitor's."""

    def __init__(self, editor, page_id, number, before):
        name = f"Visitor {number}"
        page = requests.get(f"{editor.url}/contact/", timeout=PATIENCE)
        form = BeautifulSoup(page.content, "html.parser").select_one("form.enquiry-form")
        self.address = editor.url + form["action"]
        self.body = urlencode(fields_of(form) | ANSWERS | {"name": name})
        self.after = before.with_enquiry(name)
        time.sleep(3.1)  # nobody fills in a form faster

    def do(self):
        """Press “Send”."""
        how = {"headers": {"Content-Type": KIND}, "timeout": PATIENCE, "allow_redirects": False}
        expect(302, requests.post(self.address, self.body, **how))


DEEDS = {"publish": Publish, "upload": Upload, "enquiry": Enquiry}


def expect(status, answer):
    """Raise AssertionError, with what the page says, unless `answer` has that `status`."""
    assert answer.status_code == status, (answer.status_code, answer.content.decode())


def picture(number):
    """Return a PNG file of noise, like no other."""
    file = io.BytesIO()
    Image.effect_noise((600, 400), number % 100 + 1).save(file, "PNG")
    return file.getvalue()
