"""The list of enquiries in the admin: filters, search, counts, spreadsheets."""

from django.utils.functional import cached_property
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.tables import Column, DateColumn, StatusTagColumn
from wagtail.permission_policies import ModelPermissionPolicy
from wagtail.permissions import policy_registry, register_permission_policy
from wagtail.snippets.views.snippets import IndexView, SnippetViewSet

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
    """When an enquiry is deleted."""

    @cached_property
    def retention(self):
        """The clinic's rule."""
        return Retention()

    def get_value(self, instance):
        """Return the date."""
        return self.retention.last_day(instance)


class EnquiryIndex(HarmlessCells, IndexView):
    """Enquiries, the newest first; spam is shown to who asks for it."""

    def get_base_queryset(self):
        """Leave out spam, unless the filter names it."""
        enquiries = super().get_base_queryset().select_related("taken_by")
        asks_for_spam = Status.SPAM in self.request.GET.getlist("status")
        return enquiries if asks_for_spam else enquiries.exclude(status=Status.SPAM)

    @cached_property
    def columns(self):
        """The columns; the last is made anew for each request, because it knows the clinic's rule."""
        return [*super().columns, LastDayColumn("last_day", label="Deleted on")]


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
    list_display = [
        "name",
        "about_title",
        StatusTagColumn(
            "get_status_display",
            label="Status",
            sort_key="status",
            primary=lambda enquiry: enquiry.status == Status.NEW,
        ),
        "taken_by",
        DateColumn("received_at", label="Received", sort_key="received_at"),
    ]
    list_filter = {"status": ["exact"], "taken_by": ["exact"], "received_at": ["date"]}
    search_fields = ["name", "email", "phone", "about_title", "message"]
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
        "changed_at",
    ]
    export_headings = {"get_status_display": "Status"}
    export_filename = "enquiries"

    def get_edit_view_kwargs(self, **kwargs):
        """Leave the screen of an enquiry its own form and template."""
        return kwargs
