"""The report on people: who may enter the admin, what they may do there, and when they last did."""

from dataclasses import dataclass

from allauth.mfa.models import Authenticator
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Permission
from django.db.models import Exists, OuterRef, Prefetch
from wagtail.admin.menu import MenuItem
from wagtail.admin.utils import get_user_display_name
from wagtail.admin.views.reports import ReportView
from wagtail.models import GroupPagePermission
from wagtail.permission_policies import ModelPermissionPolicy

from home.spreadsheets import HarmlessCells

EVERYWHERE = "everything"
CHANGES, PUBLISHES, ADDS = "change_page", "publish_page", "add_page"
# What is worth a word in the report, by the permission that allows it.
OTHER_RIGHTS = {
    "auth.change_user": "users",
    "home.change_clinicsettings": "clinic details",
    "home.change_enquiry": "enquiries",
    "treatments.change_clinician": "clinicians",
}


@dataclass(frozen=True)
class Person:
    """Somebody who may enter the admin; `pages` are GroupPagePermissions, `rights` like "auth.add_user"."""

    user: object
    pages: list
    rights: frozenset

    @property
    def name(self):
        """What the admin calls them, with the name for signing in."""
        shown, username = get_user_display_name(self.user), self.user.get_username()
        return shown if shown == username else f"{shown} ({username})"

    @property
    def groups(self):
        """The names of their groups."""
        return ", ".join(group.name for group in self.user.groups.all())

    @property
    def publishes(self):
        """The pages that they may publish, with all below."""
        return self._pages_with({PUBLISHES})

    @property
    def edits(self):
        """The pages that they may edit, with all below."""
        return self._pages_with({CHANGES, ADDS})

    @property
    def manages(self):
        """What else they may change."""
        if self.user.is_superuser:
            return EVERYWHERE
        return ", ".join(words for right, words in OTHER_RIGHTS.items() if right in self.rights)

    @property
    def second_factor(self):
        """Whether they have one, in words."""
        return "Yes" if self.user.has_second_factor else "No"

    @property
    def last_signed_in(self):
        """When, or None."""
        return self.user.last_login

    def _pages_with(self, names):
        if self.user.is_superuser:
            return EVERYWHERE
        found = {row.page.title for row in self.pages if row.permission.codename in names}
        return ", ".join(sorted(found))


def people():
    """Return everybody who may enter the admin, as Persons by name, in a fixed number of queries."""
    page_rights = GroupPagePermission.objects.select_related("page", "permission")
    rights = Permission.objects.select_related("content_type")
    factors = Authenticator.objects.exclude(type=Authenticator.Type.RECOVERY_CODES)
    users = get_user_model().objects.with_perm("wagtailadmin.access_admin")
    users = users.annotate(has_second_factor=Exists(factors.filter(user=OuterRef("pk")))).prefetch_related(
        Prefetch("groups__page_permissions", page_rights),
        Prefetch("groups__permissions", rights),
        Prefetch("user_permissions", rights),
    )
    return [person(user) for user in users.order_by("last_name", "first_name", "username")]


def person(user):
    """Return the Person of `user`, whose groups and rights are loaded."""
    groups = list(user.groups.all())
    rights = [*user.user_permissions.all(), *(right for group in groups for right in group.permissions.all())]
    names = frozenset(f"{right.content_type.app_label}.{right.codename}" for right in rights)
    return Person(user, [row for group in groups for row in group.page_permissions.all()], names)


class PeopleItem(MenuItem):
    """The entry in the reports menu."""

    def is_shown(self, request):
        """Whether somebody looks after users."""
        return request.user.has_perm("auth.change_user")


class PeopleReport(HarmlessCells, ReportView):
    """Reports, People: who may publish what, for whoever looks after users."""

    page_title = "People"
    header_icon = "group"
    results_template_name = "home/people.html"
    index_url_name = "people"
    index_results_url_name = "people_results"
    permission_policy = ModelPermissionPolicy(get_user_model())
    permission_required = "change"
    context_object_name = "people"
    export_filename = "people"
    list_export = ["name", "groups", "publishes", "edits", "manages", "second_factor", "last_signed_in"]
    export_headings = {
        "name": "Person",
        "groups": "Groups",
        "publishes": "May publish",
        "edits": "May edit",
        "manages": "May change besides",
        "second_factor": "Second factor",
        "last_signed_in": "Last signed in",
    }

    def get_filtered_queryset(self):
        """Return the rows."""
        return people()
