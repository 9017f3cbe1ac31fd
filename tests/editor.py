"""Somebody who works in the admin of a running site, over HTTP."""

from types import SimpleNamespace

import requests
from wagtail.test.utils.form_data import nested_form_data

from tests.forms import form_of
from tests.server import ADMIN

PATIENCE = 120  # seconds
SIGN_IN = "/account/login/"


class Editor:
    """A browser of one's own at the site at `url`; signs in as the administrator, or as `name`."""

    def __init__(self, url, name=ADMIN["ADMIN_USERNAME"], password=ADMIN["ADMIN_PASSWORD"]):
        self.url, self.name, self.password = url, name, password
        self.session = requests.Session()

    def __enter__(self):
        self.sign_in()
        return self

    def __exit__(self, *exception):
        self.session.close()

    def sign_in(self):
        """Send the sign-in form, and see that it was taken."""
        self.get(SIGN_IN)
        answer = self.post(SIGN_IN, {"login": self.name, "password": self.password})
        assert answer.status_code == 302, answer.content.decode()

    def get(self, path):
        """Return the answer at `path`, wherever it leads."""
        return self._ask("GET", path, allow_redirects=True)

    def post(self, path, data, files=None):
        """Send a form to `path`; returns the first answer."""
        token = {"X-CSRFToken": self.session.cookies["csrftoken"]}
        return self._ask("POST", path, data=data, files=files, headers=token, allow_redirects=False)

    def fill_in(self, path, changes, action=None):
        """Open the form at `path`, change fields as in `changes` (nested), and press the button `action`.

        Returns when the site has taken it; raises AssertionError if it has not.
        """
        data = form_of(self.get(path)) | nested_form_data(changes)
        if action:
            data[f"action-{action}"] = "on"
        answer = self.post(path, data)
        assert answer.status_code == 302, (answer.status_code, answer.content.decode())

    def _ask(self, method, path, **more):
        found = self.session.request(method, self.url + path, timeout=PATIENCE, **more)
        return SimpleNamespace(status_code=found.status_code, content=found.content, headers=found.headers)


def edit_address(page_id):
    """Return where the page with the key `page_id` is edited."""
    return f"/admin/pages/{page_id}/edit/"
