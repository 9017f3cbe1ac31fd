"""What is kept between requests: asked for once, until something visible changes."""

from types import ModuleType

import pytest
from django.http import HttpResponse
from django.urls import path

from home.kept import kept
from site_project.page_cache.generation import renew
from site_project.page_cache.kept import MOST


@pytest.fixture
def asked():
    """The arguments that the function under test was asked with, in order."""
    return []


@pytest.fixture
def double(asked):
    """A function whose values are kept."""

    @kept
    def double(number):
        asked.append(number)
        return 2 * number

    return double


def test_once_after_each_change(double, asked):
    """Each value is made once, and once more after a change."""
    assert [double(1), double(2), double(1)] == [2, 4, 2]
    assert asked == [1, 2]
    renew()
    assert double(1) == 2
    assert asked == [1, 2, 1]


def test_request_that_began_before_a_change(client, settings, double, asked):
    """What it hands over may be of before the change: nobody else gets what is made of it."""

    def view(request):
        renew()
        return HttpResponse(double(1))

    settings.MIDDLEWARE = []
    settings.ROOT_URLCONF = ModuleType("addresses")
    settings.ROOT_URLCONF.urlpatterns = [path("healthz", view)]
    assert [client.get("/healthz").content for _time in range(2)] == [b"2", b"2"]
    assert [double(1), double(1)] == [2, 2]
    assert asked == [1, 1, 1]


@pytest.mark.django_db
def test_never_in_a_transaction(double, asked):
    """What a transaction sees may be undone."""
    assert [double(1), double(1)] == [2, 2]
    assert asked == [1, 1]


def test_bounded(double, asked):
    """Made-up arguments, such as host names, fill no memory."""
    for number in range(3 * MOST):
        double(number)
    double(3 * MOST - 1)
    assert len(asked) == 3 * MOST
    double(0)
    assert asked[-1] == 0
