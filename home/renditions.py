"""Makes pictures in the sizes that pages show, before a visitor asks for them.

It happens right after the commit of what changes the pages: a page goes live, a picture of the library or
Clinic details are saved. A new photograph takes seconds, and who saves waits for it: no other process could
do it, and a thread would be lost with its process, unnoticed. Mostly the preview has made it before. Until
then the page cache shows visitors the page as it was. Where nothing is missing it takes milliseconds.

The clock makes what is missing all the same: a server stopped in between, or the code has new sizes.
"""

import logging
from collections import defaultdict

from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.db.models.signals import post_save
from wagtail.models import Page, ReferenceIndex

from home.models import ClinicImage, ClinicSettings
from home.picture_sizes import CARD, FIGURE, ICONS, LOGO, SHARED

logger = logging.getLogger(__name__)

# The sizes of a picture, by the name of the field or block that refers to it.
SIZES = {
    "image": FIGURE,
    "listing_image": [*CARD, SHARED],
    "social_image": [SHARED],
    "logo": [*LOGO, *ICONS.values()],
    "sharing_image": [SHARED],
}


def listen():
    """Follow what is saved, in this process."""
    post_save.connect(page_saved, dispatch_uid="renditions")
    post_save.connect(picture_saved, sender=ClinicImage, dispatch_uid="renditions")
    post_save.connect(clinic_saved, sender=ClinicSettings, dispatch_uid="renditions")


def page_saved(instance, update_fields=None, **kwargs):
    """Make the pictures of a page that visitors can see; drafts of it name the fields that they save."""
    if isinstance(instance, Page) and instance.live and update_fields is None:
        after_commit(uses_on_page, instance)


def picture_saved(instance, **kwargs):
    """Make a picture anew for all that show it: Wagtail forgets the sizes of a file that is replaced."""
    after_commit(uses_of_picture, instance)


def clinic_saved(instance, **kwargs):
    """Make the pictures that stand for the clinic."""
    after_commit(uses_by_clinic, instance)


def after_commit(uses, instance):
    """Make what `uses` finds for `instance` once others see it: encoding must not hold the database."""
    transaction.on_commit(lambda: make(uses(instance)), robust=True)


def uses_on_page(page):
    """Return where `page` refers to pictures, as (key of a picture, name in SIZES) pairs."""
    references = ReferenceIndex.get_references_for_object(page).filter(**to_pictures())
    return [
        (int(key), path.rpartition(".")[2])
        for key, path in references.values_list("to_object_id", "model_path")
    ]


def to_pictures():
    """Return the condition on references that they lead to pictures."""
    return {"to_content_type": ContentType.objects.get_for_model(ClinicImage)}


def uses_of_picture(picture):
    """Return where pages and Clinic details refer to `picture`, as such pairs."""
    paths = ReferenceIndex.get_references_to(picture).values_list("model_path", flat=True)
    uses = {(picture.pk, path.rpartition(".")[2]) for path in paths}
    by_clinics = [use for clinic in ClinicSettings.objects.all() for use in uses_by_clinic(clinic)]
    return uses | {(key, name) for key, name in by_clinics if key == picture.pk}


def uses_by_clinic(clinic):
    """Return which pictures stand for `clinic`, as such pairs."""
    return [(clinic.logo_id, "logo"), (clinic.sharing_image_id, "sharing_image")]


def make_missing():
    """Make what is missing of the pictures that visitors can see; returns as make() does."""
    live = {str(key) for key in Page.objects.live().values_list("pk", flat=True)}
    pages = ContentType.objects.get_for_model(Page)
    references = ReferenceIndex.objects.filter(base_content_type=pages, **to_pictures())
    on_pages = [
        (int(key), path.rpartition(".")[2])
        for page, key, path in references.values_list("object_id", "to_object_id", "model_path")
        if page in live
    ]
    return make(on_pages + [use for clinic in ClinicSettings.objects.all() for use in uses_by_clinic(clinic)])


def make(uses):
    """Make the pictures in `uses` where they are missing. One that can't be made is logged and left out.

    Returns {what can't be made, in words: why}.
    """
    failed = {}
    sizes = defaultdict(list)
    for key, name in uses:
        sizes[key] += SIZES.get(name, [])
    for picture in ClinicImage.objects.filter(pk__in=sizes).prefetch_renditions():
        try:
            picture.get_renditions(*sizes[picture.pk])
        except Exception as error:
            why = " ".join(str(error).split())
            failed[f"Picture {picture.pk} can't be made ready for its pages."] = why
            logger.warning(
                "Picture %s, “%s”, can't be made ready for the pages that show it (%s). Make room on the "
                "disk, or replace the picture's file in the library; then save the picture there.",
                picture.pk,
                picture.title,
                why,
            )
    return failed
