"""The list of enquiries in the admin: filters, search, counts, spreadsheets."""

from django.utils.functional import cached_property
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.tables import Column, DateColumn, StatusTagColumn
from wagtail.permission_policies import ModelPermissionPolicy
from wagtail.permissions import policy_registry, register_permission_policy
from wagtail.snippets.views.snippets import IndexView, SnippetViewSet

from home.enquiries.filters import SEARCHED, EnquiryFilterSet, search, without_spam
from home.enquiries.models import Enquiry, Status
from home.enquiries.retention import Retention
from home.enquiries.screen import EnquiryView
from home.spreadsheets import HarmlessCells


class EnquiryPermissionPolicy(ModelPermissionPolicy):
    """Nobody adds an enquiry in the admin, not even who may do everything: they come from visitors."""

    def user_has_permission(self, user, action):
        """Whether `user` may do `action`."""
        return action != "add" and super().user_has_permission(user, action)


register_permission_policy(Enquiry, EnquiryPermissionPolicy(Enquiry))


class LastDayColumn(Column):
    """The last day on which an enquiry is there."""

    @cached_property
    def retention(self):
        """The clinic's rule."""
        return Retention()

    def get_value(self, instance):
        """Return the date."""
        return self.retention.last_day(instance)


class PersonColumn(Column):
    """A member of staff by their name."""

    def get_value(self, instance):
        """Return the name, or "" where nobody is there."""
        user = super().get_value(instance)
        return (user.get_full_name() or str(user)) if user else ""


class EnquiryIndex(HarmlessCells, IndexView):
    """Enquiries, the newest first; spam is shown to who asks or searches for it."""

    def get_base_queryset(self):
        """Leave out spam where nobody wants it."""
        enquiries = super().get_base_queryset().select_related("taken_by").prefetch_related("notes")
        return without_spam(enquiries, self.request.GET)

    def search_queryset(self, queryset):
        """Search the notes too."""
        return search(queryset, self.search_query) if self.is_searching else queryset

    @cached_property
    def columns(self):
        """The columns; the last is made anew for each request, because it knows the clinic's rule."""
        return [*super().columns, LastDayColumn("last_day", label="Kept until")]


class EnquiriesMenuItem(MenuItem):
    """The entry in the menu, with how many are new."""

    def is_shown(self, request):
        """Whether the person may see enquiries."""
        return policy_registry.get_by_type(Enquiry).user_has_any_permission(request.user, ["view", "change"])

    def render_component(self, request):
        """Count the new ones."""
        component = super().render_component(request)
        if count := Enquiry.objects.filter(status=Status.NEW).count():
            component.label = f"{self.label} ({count} new)"
        return component


class EnquiryListing(SnippetViewSet):
    """All enquiries."""

    model = Enquiry
    icon = "mail"
    menu_label = "Enquiries"
    menu_order = 100
    menu_item_class = EnquiriesMenuItem
    add_to_admin_menu = True
    copy_view_enabled = False
    index_view_class = EnquiryIndex
    edit_view_class = EnquiryView
    delete_template_name = "home/enquiries/delete.html"
    list_display = [
        "name",
        "about_title",
        StatusTagColumn(
            "get_status_display",
            label="Status",
            sort_key="status",
        ),
        PersonColumn("taken_by", label="Taken by", sort_key="taken_by"),
        DateColumn("received_at", label="Received", sort_key="received_at"),
    ]
    filterset_class = EnquiryFilterSet
    search_fields = SEARCHED
    search_backend_name = None  # no second copy of what visitors wrote in an index
    ordering = ["-received_at"]
    list_export = [
        "received_at",
        "name",
        "phone",
        "email",
        "call_time",
        "about_title",
        "message",
        "consent",
        "get_status_display",
        "taken_by",
        "all_notes",
        "changed_at",
    ]
    export_headings = {"get_status_display": "Status", "all_notes": "Notes"}
    export_filename = "enquiries"

    def register_chooser_viewset(self):
        """Have no window to choose an enquiry in: it would tell others that there are some."""

    def get_edit_view_kwargs(self, **kwargs):
        """Leave the screen of an enquiry its own form and template."""
        return kwargs
