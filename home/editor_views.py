"""What the page editor asks for while somebody writes: how the page looks now, and what was found."""

from django.apps import apps
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.views import View
from wagtail.models import Page

from home.advice import advice_on, saved_draft
from home.models import ClinicImage, ClinicSettings, SitePage
from home.search_preview import PICTURE_FIELDS, TEXT_FIELDS, appearance


class CurrentAppearance(View):
    """The look of a page in search results and shared cards as it is typed at this moment."""

    def post(self, request, app_label, model_name, parent_pk):
        """Answer with it, for the fields that are sent. Raises Http404 for what is no page type or page."""
        page = page_type(app_label, model_name)()
        for name in TEXT_FIELDS:
            setattr(page, name, request.POST.get(name, ""))
        for name in PICTURE_FIELDS:
            key = request.POST.get(name, "")
            setattr(page, name, ClinicImage.objects.filter(pk=key).first() if key.isdecimal() else None)
        parent = get_object_or_404(Page, pk=parent_pk)
        looks = appearance(page, parent, ClinicSettings.for_request(request))
        return render(request, "home/panels/search_appearance.html", looks)


class SavedFindings(View):
    """What the content checks find in the draft that is saved now."""

    def get(self, request):
        """Answer with the list for the page whose number is sent as "page".

        Raises Http404 if there is no such page, PermissionDenied if it is not this person's to edit.
        """
        key = request.GET.get("page", "")
        page = get_object_or_404(Page, pk=int(key) if key.isdecimal() else 0).specific
        if not isinstance(page, SitePage):
            raise Http404("This page has no content checks.")
        if not page.permissions_for_user(request.user).can_edit():
            raise PermissionDenied
        return render(request, "home/panels/advice_list.html", advice_on(saved_draft(page.pk), request))


def page_type(app_label, model_name):
    """Return the page class of that name. Raises Http404 if there is none."""
    try:
        model = apps.get_model(app_label, model_name)
    except LookupError:
        model = None
    if model is None or not issubclass(model, SitePage):
        raise Http404("There is no such type of page.")
    return model
