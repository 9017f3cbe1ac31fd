"""The form that asks for the password of a private page."""

from http import HTTPStatus

from allauth.core import ratelimit
from django.http import Http404
from django.shortcuts import get_object_or_404
from wagtail.models import Page, PageViewRestriction
from wagtail.views import authenticate_with_password

from home.enquiries.limit import network_of


def ask_for_password(request, page_view_restriction_id, page_id):
    """Answer as Wagtail does, for a page that has such a password, itself or by a page above it.

    Wagtail's own view takes any two numbers: it shows the frame of a draft, or of a page that has nothing to
    do with the password, and fails for one that is never shown.

    A network that has guessed too often has to wait: ACCOUNT_RATE_LIMITS. Whoever knows the password does not
    count, so that a ward can read behind one address.
    """
    page = get_object_or_404(Page, pk=page_id, live=True)
    passwords = page.get_view_restrictions().filter(restriction_type=PageViewRestriction.PASSWORD)
    if not passwords.filter(pk=page_view_restriction_id).exists():
        raise Http404
    network = network_of(request.META.get("REMOTE_ADDR", ""))
    guess = {"action": "page_password", "key": f"{page_view_restriction_id} {network}"}
    if not ratelimit.consume(request, **guess):
        return ratelimit.respond_429(request)
    response = authenticate_with_password(request, page_view_restriction_id, page_id)
    if response.status_code == HTTPStatus.FOUND:
        ratelimit.clear(request, **guess)
    return response
