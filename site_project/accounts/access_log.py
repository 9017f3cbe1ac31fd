"""Who signed in, in the admin's own history."""

from django.contrib.auth.signals import user_logged_in
from django.dispatch import receiver
from wagtail.log_actions import log

SIGNED_IN = "accounts.signed_in"


@receiver(user_logged_in, dispatch_uid="access log")
def record(sender, user, **kwargs):
    """Log that `user`, who may enter the admin, has signed in; not from where."""
    if user.has_perm("wagtailadmin.access_admin"):
        log(instance=user, action=SIGNED_IN, user=user)
