"""The pages for what is not there and for what went wrong."""

import urllib.error
import urllib.request

import pytest
from bs4 import BeautifulSoup

from tests.data_folder import execute
from tests.databases import away
from tests.html import read, words
from tests.server import RunningSite


@pytest.mark.django_db
def test_not_found_helps_on(client):
    """A visitor with a wrong address finds the front page and the main sections, not a dead end."""
    response = client.get("/no-such-page/")
    page = read(response)
    assert response.status_code == 404
    assert words(page.h1) == "Page not found"
    assert {"/", "/conditions/", "/treatments/"} <= {link["href"] for link in page.main.find_all("a")}


def test_error_page_needs_no_database(data_dir):
    """With the database gone, a visitor still gets a page with the clinic's phone and the crisis line."""
    execute(data_dir, "UPDATE home_clinicsettings SET phone = '(555) 010-0199'")
    with RunningSite(data_dir) as site, away(data_dir):
        with pytest.raises(urllib.error.HTTPError) as failure:
            urllib.request.urlopen(f"{site.url}/conditions/migraine/")
        assert failure.value.code == 500
        page = BeautifulSoup(failure.value.read(), "html.parser")
        assert words(page.h1) == "Something went wrong"
        assert {"tel:5550100199", "tel:988", "tel:911"} <= {link["href"] for link in page.find_all("a")}
        assert "OperationalError" in site.output
