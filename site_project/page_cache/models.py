"""What the page cache remembers where memory does not last. Nobody edits it, and no visitor sees it."""

from django.db import models


class OwedRenewal(models.Model):
    """A mark that is still to be made, because the shared cache was away. There is one row, or none."""

    NAME = "mark"

    name = models.CharField(max_length=20, unique=True)
    token = models.CharField(max_length=16)  # each note's own

    class Meta:
        default_permissions = ()

    def __str__(self):
        return self.name
