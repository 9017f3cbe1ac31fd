"""Taking away the second factor of somebody who has lost it."""

from allauth.mfa.models import Authenticator
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.models import Session
from django.db import transaction
from wagtail.log_actions import log

LOG_ACTION = "accounts.reset_second_factor"


@transaction.atomic
def reset_second_factor(user, by=None):
    """Delete what `user` can sign in with besides the password, end all sessions of the account, and log it.

    `by` is the administrator who does it, or None at the command line. Whoever may enter the admin is led to
    set up another after the next sign-in. Returns how many ways there were.
    """
    deleted, _rows = Authenticator.objects.filter(user=user).delete()
    end_sessions(user)
    log(instance=user, action=LOG_ACTION, user=by)
    return deleted


def end_sessions(user):
    """Sign `user` out everywhere: whoever has the lost phone may be signed in on it."""
    key = str(user.pk)
    own = [row.pk for row in Session.objects.iterator() if row.get_decoded().get(SESSION_KEY) == key]
    for session in own:
        Session.objects.filter(pk=session).delete()
