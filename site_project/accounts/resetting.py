"""Taking away the second factor of somebody who has lost it."""

from allauth.mfa.models import Authenticator
from django.db import transaction
from wagtail.log_actions import log

LOG_ACTION = "accounts.reset_second_factor"


@transaction.atomic
def reset_second_factor(user, by=None):
    """Delete what `user` can sign in with besides the password, and log it.

    `by` is the administrator who does it, or None at the command line. Whoever may enter the admin is led to
    set up another at the next request. Returns how many ways there were.
    """
    deleted, _rows = Authenticator.objects.filter(user=user).delete()
    log(instance=user, action=LOG_ACTION, user=by)
    return deleted
