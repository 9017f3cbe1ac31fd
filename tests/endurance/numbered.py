"""Pages whose title and subtitle carry the number of their version, as visitors see them."""

import http.client
import re

PATIENCE = 60  # seconds
VERSION = re.compile(r"<h1>(\w+) (\d+)</h1>.*?\b(Published|Draft) (\d+)\b", re.DOTALL)


def address(name):
    """Return the path of the page called `name`."""
    return f"/conditions/{name}/"


def ask(port, path):
    """Return the status and the text of `path`, over a connection of its own: any web process may answer."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
    try:
        connection.request("GET", path)
        response = connection.getresponse()
        return response.status, response.read().decode()
    finally:
        connection.close()


def version(port, name):
    """Return the number of the version of the page `name` that a visitor gets.

    Raises AssertionError for anything but one whole published version.
    """
    status, text = ask(port, address(name))
    assert status == 200, f"{name}: {status}"
    found = VERSION.search(text)
    assert found, f"{name}: there is no version on the page"
    title, number, subtitle, other = found.groups()
    assert (title, subtitle, number) == ("Number", "Published", other), f"{name}: a mixture, {found.groups()}"
    return int(number)


def versions_in_list(port, names):
    """Return the numbers of the pages that the list of all conditions shows, by name."""
    status, text = ask(port, "/conditions/")
    assert status == 200, f"/conditions/: {status}"
    found = {name: re.search(rf'href="/conditions/{name}/"[^>]*>\s*Number (\d+)', text) for name in names}
    assert all(found.values()), text
    return {name: int(number[1]) for name, number in found.items()}


def new_version(number):
    """Return what an editor changes for version `number`, to be published."""
    return {"title": f"Number {number}", "subtitle": f"Published {number}"}


def new_draft(number):
    """Return what an editor changes for a draft on the way to version `number`."""
    return {"title": f"Draft {number}", "subtitle": f"Draft {number}"}
