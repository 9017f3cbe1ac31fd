"""Every page of a new site, as a visitor and as an editor open it."""

import pytest
from django.urls import reverse
from wagtail.models import Page

from tests.html import read, words

pytestmark = pytest.mark.django_db


def test_opens(client):
    for page in Page.objects.filter(depth__gt=1):
        assert client.get(page.url).status_code == 200
