"""Receives the enquiry form: stores what was sent before it says so."""

from dataclasses import dataclass

from django.db import transaction
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from wagtail.models import Site

from home.enquiries.form_token import read_token
from home.enquiries.limit import is_over_limit
from home.enquiries.models import Enquiry, Status
from home.enquiries.origin import is_from_elsewhere
from home.enquiries.robots import why_spam
from home.links import linked_number
from home.models.contact_page import ContactPage
from home.visibility import open_to_visitors

LARGEST = 64 * 1024  # bytes: several times what a full form takes, however it is written
SENT_AS = "application/x-www-form-urlencoded"


@dataclass(frozen=True)
class Problem:
    """Why nothing was stored, in words for the visitor, with the status of the answer (RFC 9110)."""

    status: int
    heading: str
    advice: str


ELSEWHERE = Problem(
    403, "Nothing was sent", "The form was sent from another website. Please fill it in on this page."
)
TOO_LARGE = Problem(
    413, "Nothing was sent", "That was far more than the form has room for. Please try again."
)
UNREADABLE = Problem(415, "Nothing was sent", "The form could not be read. Please fill it in on this page.")
OUT_OF_DATE = Problem(
    422, "Please send it once more", "The form had been open for long. What you wrote is still here."
)
SENT_BEFORE = Problem(
    409,
    "You have sent this form before",
    "What you sent then has arrived. If you want to send this as well, press the button again.",
)
TOO_MANY = Problem(
    429,
    "Nothing was sent",
    "From your network, too many messages were sent within the last hour. Please try again in an hour.",
)
INCOMPLETE = Problem(422, "Please look again", "Nothing was sent yet. These need another look:")


# The token and the check of the sender stand in for Django's own check, which needs a cookie: form_token.py.
@csrf_exempt
def send_enquiry(request, page_id):
    """Store the enquiry in `request` and lead to the thanks, or show the form again with what is wrong."""
    if linked_number(page_id) is None:
        raise Http404
    page = get_object_or_404(open_to_visitors(ContactPage.objects), pk=page_id)
    if request.method != "POST":
        return redirect(page.url)
    if problem := why_refused(request):
        return page.serve_form(request, problem=problem)
    token = read_token(request.POST.get("token", ""))
    form = page.form(request.POST, consent=token and token.consent)
    if not form.is_valid():
        return page.serve_form(request, form, token, INCOMPLETE)
    if token is None or token.is_expired:
        return page.serve_form(request, form, token, OUT_OF_DATE)
    if problem := store(request, form, token):
        return page.serve_form(request, form, token, problem)
    return redirect(page.thanks_url)


def why_refused(request):
    """Return the Problem because of which `request` is not even read, or None."""
    if is_from_elsewhere(request):
        return ELSEWHERE
    if int(request.META.get("CONTENT_LENGTH") or 0) > LARGEST:
        return TOO_LARGE
    return None if request.content_type == SENT_AS else UNREADABLE


@transaction.atomic
def store(request, form, token):
    """Store what is in `form`, valid and sent with `token`. Returns the Problem, or None if there is none.

    The same copy of the form is stored once, also if it is sent twice at the same moment.
    """
    earlier = Enquiry.objects.filter(form=token.form).first()
    if earlier is None:
        if is_over_limit(request):
            return TOO_MANY
        enquiry = form.save(commit=False)
        enquiry.form, enquiry.site = token.form, Site.find_for_request(request)
        enquiry.why_spam = why_spam(form, token)
        enquiry.status = Status.SPAM if enquiry.why_spam else Status.NEW
        enquiry.announce_at = None if enquiry.why_spam else timezone.now()
        Enquiry.objects.bulk_create([enquiry], ignore_conflicts=True)
        earlier = Enquiry.objects.get(form=token.form)
    return None if is_same(earlier, form) else SENT_BEFORE


def is_same(enquiry, form):
    """Whether `enquiry` holds what is in `form`: a second click, or a page that was loaded again."""
    return all(getattr(enquiry, name) == form.cleaned_data[name] for name in form.Meta.fields)
