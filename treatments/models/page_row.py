"""Rows that belong to a page, and so to each draft and earlier version of it."""

from django.db import models
from modelcluster.models import model_from_serializable_data
from wagtail.models import Orderable


class PageRow(Orderable):
    """A row in a page's editor that has an order, such as a citation."""

    class Meta(Orderable.Meta):
        abstract = True
        # The number decides between rows of the same place, on every database in the same way.
        ordering = ["sort_order", "pk"]

    @classmethod
    def from_serializable_data(cls, data, check_fks=True, strict_fks=False):
        """Return the row as a version of its page holds it, `data`, or None if what it points to is deleted.

        A row that is deleted since comes back as a new one: with its old number the editor's form would
        refuse the whole page, and say so at a field that nobody sees.
        """
        for field in cls._meta.concrete_fields:
            # Wagtail's own code leaves such a row out for CASCADE alone, and fails at these two.
            protects = field.is_relation and field.remote_field.on_delete in {models.PROTECT, models.RESTRICT}
            if protects and not field.related_model._default_manager.filter(pk=data[field.name]).exists():
                return None
        if not cls._default_manager.filter(pk=data["pk"]).exists():
            data = {**data, "pk": None}
        return model_from_serializable_data(cls, data, check_fks=check_fks, strict_fks=strict_fks)
