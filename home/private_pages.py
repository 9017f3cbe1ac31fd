"""The forms that ask for the password of a private page, or of private documents."""

from http import HTTPStatus

from allauth.core import ratelimit
from django.http import Http404
from django.shortcuts import get_object_or_404
from wagtail.documents.views.serve import authenticate_with_password as ask_for_documents
from wagtail.models import Page, PageViewRestriction
from wagtail.views import authenticate_with_password

from home.enquiries.limit import network_of


def ask_for_password(request, page_view_restriction_id, page_id):
    """Answer as Wagtail does, for a page that has such a password, itself or by a page above it.

    Wagtail's own view takes any two numbers: it shows the frame of a draft, or of a page that has nothing to
    do with the password, and fails for one that is never shown.
    """
    page = get_object_or_404(Page, pk=page_id, live=True)
    passwords = page.get_view_restrictions().filter(restriction_type=PageViewRestriction.PASSWORD)
    if not passwords.filter(pk=page_view_restriction_id).exists():
        raise Http404
    return limited(authenticate_with_password, request, page_view_restriction_id, page_id)


def ask_for_password_of_documents(request, restriction_id):
    """Answer as Wagtail does, for a collection of documents that has a password."""
    return limited(ask_for_documents, request, restriction_id)


def limited(view, request, restriction_id, *more):
    """Let `view` look at the password, unless this network has guessed too often: ACCOUNT_RATE_LIMITS.

    Whoever knows it does not count, so that a ward can read behind one address.
    """
    if request.method != "POST":
        return view(request, restriction_id, *more)
    network = network_of(request.META.get("REMOTE_ADDR", ""))
    guess = {"action": "page_password", "key": f"{view.__module__} {restriction_id} {network}"}
    if not ratelimit.consume(request, **guess):
        return ratelimit.respond_429(request)
    response = view(request, restriction_id, *more)
    if response.status_code == HTTPStatus.FOUND:
        ratelimit.clear(request, **guess)
    return response
