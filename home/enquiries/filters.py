"""Which enquiries the list in the admin shows."""

from django.contrib.auth import get_user_model
from django.db.models import Q
from django_filters import DateFromToRangeFilter, ModelChoiceFilter
from wagtail.admin.filters import DateRangePickerWidget, WagtailFilterSet

from home.enquiries.models import Enquiry, Status

SEARCHED = ["name", "email", "phone", "phone_digits", "about_title", "message", "notes__text"]


def people(request):
    """Return the users who have taken an enquiry."""
    return get_user_model().objects.filter(pk__in=Enquiry.objects.values("taken_by"))


class EnquiryFilterSet(WagtailFilterSet):
    """By status, by who has it, by day."""

    taken_by = ModelChoiceFilter(queryset=people, label="Taken by")
    received_at = DateFromToRangeFilter(label="Received", widget=DateRangePickerWidget)

    class Meta:
        model = Enquiry
        fields = ["status", "taken_by", "received_at"]


def without_spam(enquiries, query):
    """Leave spam out of `enquiries`, unless `query`, a QueryDict, asks for it or searches for something."""
    asks = Status.SPAM in query.getlist("status") or query.get("q")
    return enquiries if asks else enquiries.exclude(status=Status.SPAM)


def search(enquiries, words):
    """Return those of `enquiries` that hold `words`, in what the visitor wrote or in a note."""
    found = Q()
    for field in SEARCHED:
        found |= Q(**{f"{field}__icontains": words})
    return enquiries.filter(pk__in=Enquiry.objects.filter(found).values("pk"))


def in_list(request):
    """Return the enquiries of the list, all its parts, that is asked for in the address of `request`."""
    enquiries = without_spam(Enquiry.objects.all(), request.GET)
    enquiries = EnquiryFilterSet(request.GET, queryset=enquiries, request=request).qs
    words = request.GET.get("q", "").strip()
    return search(enquiries, words) if words else enquiries
