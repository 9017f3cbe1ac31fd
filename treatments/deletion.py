"""What can't be deleted while a page rests on it: else that page's words or sources would go too."""

from django.db.models import Q
from django.shortcuts import redirect
from django.urls import reverse
from wagtail.admin import messages
from wagtail.models import ReferenceIndex

from treatments.models import ConditionPage, Source, TreatmentForCondition, TreatmentPage


def refuse_treatments(request, pages):
    """Return the way back, with a message, if a condition would lose what it says of a treatment in `pages`.

    Pages below those count too, and a condition that is itself to be deleted does not. None if all may go.
    """
    doomed = Q()
    for page in pages:
        doomed |= Q(path__startswith=page.path)
    links = TreatmentForCondition.objects.filter(treatment__in=TreatmentPage.objects.filter(doomed))
    link = links.exclude(condition__in=ConditionPage.objects.filter(doomed)).first()
    if link is None:
        return None
    message = (
        f"“{link.treatment}” was not deleted: “{link.condition}” says what it does. "
        "First remove it there, in the tab “Treatments”. To hide the page, unpublish it."
    )
    edit = messages.button(reverse("wagtailadmin_pages:edit", args=[link.condition_id]), "Edit the condition")
    messages.error(request, message, buttons=[edit])
    return redirect("wagtailadmin_explore", link.treatment.get_parent().pk)


def refuse_sources(request, sources):
    """Return the way to where a source of `sources` is used, with a message, or None if none is in use."""
    for source in sources:
        if ReferenceIndex.get_references_to(source).exists():
            messages.error(request, f"“{source}” was not deleted: the pages below rest on it.")
            return redirect(Source.snippet_viewset.get_url_name("usage"), source.pk)
    return None
