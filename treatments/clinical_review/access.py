"""Who may do what on a new site: four groups, and the workflow that leads a draft to a clinician."""

from django.contrib.auth.models import Group, Permission
from django.db import transaction
from wagtail.models import (
    Collection,
    GroupCollectionPermission,
    GroupPagePermission,
    Workflow,
    WorkflowPage,
    WorkflowTask,
)

from treatments.clinical_review.workflow import ClinicalReviewTask

EDITORS = "Editors"
REVIEWERS = "Clinical reviewers"
MANAGERS = "Site managers"
FRONT_DESK = "Front desk"
WORKFLOW = "Clinical review"

PAGE_PERMISSIONS = {
    EDITORS: ["add_page", "change_page"],
    REVIEWERS: ["add_page", "change_page", "publish_page", "lock_page", "unlock_page"],
    MANAGERS: [],
    FRONT_DESK: [],
}
LIBRARY = [
    *(f"wagtailimages.{do}_image" for do in ("add", "change", "choose")),
    *(f"wagtaildocs.{do}_document" for do in ("add", "change", "choose")),
]
SEARCH = [
    *(f"home.{do}_synonymgroup" for do in ("add", "change", "delete", "view")),
    "home.view_unansweredsearch",
]
LIBRARY_PERMISSIONS = {EDITORS: LIBRARY, REVIEWERS: LIBRARY}
PERMISSIONS = {
    EDITORS: [
        "wagtailadmin.access_admin",
        *(f"treatments.{do}_source" for do in ("add", "change", "view")),
        *SEARCH,
    ],
    REVIEWERS: [
        "wagtailadmin.access_admin",
        *SEARCH,
        *(f"treatments.{do}_source" for do in ("add", "change", "delete", "view")),
        "treatments.view_clinician",
        "treatments.view_clinicalapproval",
    ],
    MANAGERS: [
        "wagtailadmin.access_admin",
        "home.change_clinicsettings",
        "site_project.view_jobrun",
        "treatments.change_clinicalreviewsettings",
        "treatments.view_clinicalapproval",
        *(f"treatments.{do}_clinician" for do in ("add", "change", "delete", "view")),
        *(f"auth.{do}_{what}" for do in ("add", "change", "delete") for what in ("user", "group")),
        *SEARCH,
        *(f"wagtailsearchpromotions.{do}_searchpromotion" for do in ("add", "change", "delete")),
        *(f"wagtailredirects.{do}_redirect" for do in ("add", "change", "delete")),
        *(f"wagtailcore.{do}_site" for do in ("add", "change", "delete")),
        *(f"wagtailcore.{do}_{what}" for do in ("add", "change") for what in ("workflow", "task")),
    ],
    FRONT_DESK: [
        "wagtailadmin.access_admin",
        *(f"home.{do}_enquiry" for do in ("view", "change", "delete")),
    ],
}


@transaction.atomic
def make_groups_and_workflow(home, reviewed):
    """Make the groups, give them their rights on `home` and below, and start the workflow.

    `home` is the front page, `reviewed` the index pages whose branches clinicians sign off. What is there
    already stays, and gets the rights on a new front page. The groups and the workflow that a fresh Wagtail
    brings along are taken away the first time: nobody can have used them yet.
    """
    if not ClinicalReviewTask.objects.exists():
        Group.objects.filter(name__in=["Moderators", "Editors"], user=None).delete()
        Workflow.objects.filter(name="Moderators approval").delete()
    groups = {name: make_group(name, home) for name in PERMISSIONS}
    task = ClinicalReviewTask.objects.first() or ClinicalReviewTask.objects.create(name=WORKFLOW)
    task.groups.add(groups[REVIEWERS])
    workflow, _made = Workflow.objects.get_or_create(name=WORKFLOW)
    WorkflowTask.objects.get_or_create(workflow=workflow, task=task.task_ptr)
    for page in reviewed:
        WorkflowPage.objects.get_or_create(page=page.page_ptr, defaults={"workflow": workflow})


def make_group(name, home):
    """Return the group of that name, with the rights that are listed under it."""
    group, _made = Group.objects.get_or_create(name=name)
    group.permissions.add(*map(permission, PERMISSIONS[name]))
    for label in PAGE_PERMISSIONS[name]:
        GroupPagePermission.objects.get_or_create(
            group=group, page=home.page_ptr, permission=permission(f"wagtailcore.{label}")
        )
    library = Collection.get_first_root_node()
    for label in LIBRARY_PERMISSIONS.get(name, ()):
        GroupCollectionPermission.objects.get_or_create(
            group=group, collection=library, permission=permission(label)
        )
    return group


def permission(label):
    """Return the Permission that `label` names, for example "treatments.add_source"."""
    app_label, codename = label.split(".")
    return Permission.objects.get(content_type__app_label=app_label, codename=codename)
