"""Wagtail's own views of pages, with the question of what becomes of the address of a page that leaves."""

from django.db import transaction
from wagtail.admin.views.pages.bulk_actions import DeleteBulkAction, UnpublishBulkAction
from wagtail.admin.views.pages.bulk_actions.page_bulk_action import DefaultPageForm
from wagtail.admin.views.pages.delete import DeleteView
from wagtail.admin.views.pages.unpublish import UnpublishView
from wagtail.admin.views.pages.utils import type_to_delete_confirmation
from wagtail.admin.viewsets.pages import PageViewSet

from home.leaving import Choice, LeavingForm, live_below, settle_addresses


class LeavingUnpublishView(UnpublishView):
    """Unpublishing a page."""

    template_name = "home/leaving/confirm_unpublish.html"

    def get_context_data(self, **kwargs):
        """Add the question, and the answer that is wrong if one is."""
        form = LeavingForm(leaving=[self.object], with_descendants=False, initial={"address": Choice.NOTHING})
        return super().get_context_data(**{"form": form, **kwargs})

    def post(self, request, *args, **kwargs):
        """Unpublish, and settle the addresses; or ask again."""
        below = bool(request.POST.get("include_descendants"))
        self.form = LeavingForm(request.POST, leaving=[self.object], with_descendants=below)
        if not self.form.is_valid():
            return self.render_to_response(self.get_context_data(form=self.form))
        return super().post(request, *args, **kwargs)

    @transaction.atomic
    def unpublish(self):
        """Unpublish the page, and those below it if they were ticked, and settle their addresses."""
        below = self.request.POST.get("include_descendants")
        leaving = live_below(self.object)  # as they are before
        pages = leaving if below else [page for page in leaving if page.pk == self.object.pk]
        response = super().unpublish()
        if response is None:
            settle_addresses(pages, self.form.cleaned_data, for_good=False)
        return response


class LeavingDeleteView(DeleteView):
    """Deleting a page."""

    template_name = "home/leaving/confirm_delete.html"

    def get_context_data(self, **kwargs):
        """Add the question, and the answer that is wrong if one is."""
        form = LeavingForm(leaving=[self.page], with_descendants=True, initial={"address": Choice.GONE})
        return {**super().get_context_data(), "form": form, **kwargs}

    def post(self, request, *args, **kwargs):
        """Delete, and settle the addresses; or ask again."""
        form = LeavingForm(request.POST, leaving=[self.page], with_descendants=True)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form))
        if type_to_delete_confirmation(request):
            pages = self.page.get_descendants(inclusive=True)
            settle_addresses(pages, form.cleaned_data, for_good=True)
        return super().post(request, *args, **kwargs)


class LeavingBulkForm(LeavingForm, DefaultPageForm):
    """The question for many pages at once."""


class LeavingBulkMixin:
    """An action on the pages that were ticked in a list, after which visitors can't open them."""

    form_class = LeavingBulkForm
    for_good = False

    def get_form_kwargs(self):
        """Tell the form which pages leave."""
        pages, _others = self.get_actionable_objects()
        below = self.for_good or bool(self.request.POST.get("include_descendants"))
        return {**super().get_form_kwargs(), "leaving": pages, "with_descendants": below}

    def get_initial(self):
        """Suggest what is said of pages that may come back, or that can't."""
        return {"address": Choice.GONE if self.for_good else Choice.NOTHING}

    def get_execution_context(self):
        """Hand over the answers."""
        return {**super().get_execution_context(), "answers": self.cleaned_form.cleaned_data}

    @classmethod
    def execute_action(cls, objects, answers=None, **kwargs):
        """Settle the addresses in the transaction in which the pages leave."""
        for page in objects:
            below = cls.for_good or answers["include_descendants"]
            pages = page.get_descendants(inclusive=True) if below else [page]
            settle_addresses(pages, answers, cls.for_good)
        return super().execute_action(objects, **kwargs)


class LeavingBulkUnpublish(LeavingBulkMixin, UnpublishBulkAction):
    """Unpublishing the pages that were ticked in a list."""

    template_name = "home/leaving/confirm_bulk_unpublish.html"


class LeavingBulkDelete(LeavingBulkMixin, DeleteBulkAction):
    """Deleting the pages that were ticked in a list."""

    template_name = "home/leaving/confirm_bulk_delete.html"
    for_good = True

    @classmethod
    def execute_action(cls, objects, **kwargs):
        """Delete the pages; one below another of them goes with that one."""
        tops = [page for page in objects if not any(page.is_descendant_of(other) for other in objects)]
        return super().execute_action(tops, **kwargs)


class SitePageViews(PageViewSet):
    """Wagtail's views of any page of this site."""

    unpublish_view_class = LeavingUnpublishView
    delete_view_class = LeavingDeleteView
