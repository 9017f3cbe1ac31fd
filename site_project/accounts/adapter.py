"""What this site wants of django-allauth where a setting can't say it."""

import logging

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import context
from allauth.mfa.adapter import DefaultMFAAdapter
from django.utils.http import url_has_allowed_host_and_scheme

from site_project.accounts.second_factor import factors_of, is_required

logger = logging.getLogger(__name__)


class AccountAdapter(DefaultAccountAdapter):
    """Accounts are made in the admin, and a sign-in leads to this site alone."""

    def is_open_for_signup(self, request):
        """Nobody makes an account for themselves."""
        return False

    def is_safe_url(self, url):
        """Whether `url`, where a sign-in shall lead, is on the site that is asked."""
        request = context.request
        return url_has_allowed_host_and_scheme(url, {request.get_host()}, require_https=request.is_secure())

    def send_mail(self, template_prefix, email, context):
        """Send a mail about an account. Where none can be sent, that is logged, and no visitor learns of it.

        An error would tell a stranger that the address belongs to an account: for others no mail is sent.
        """
        try:
            super().send_mail(template_prefix, email, context)
        except OSError as error:  # all that smtplib raises
            kind = type(error).__name__  # its text can have the address in it
            logger.error("A mail about an account can't be sent (%s). Look at MAIL_URL.", kind)

    def _get_login_attempts_cache_key(self, request, **credentials):
        """Return under which name wrong passwords for an account are counted.

        The package's own has the name of the host in it, which whoever asks can choose: with a made-up port
        each request would be counted anew.
        """
        return credentials.get("email", credentials.get("username", "")).lower()


class SecondFactorAdapter(DefaultMFAAdapter):
    """The words of the second factor, and how the last one is kept."""

    error_messages = DefaultMFAAdapter.error_messages | {
        "cannot_delete_authenticator": "The admin asks for a second factor, and this is your last one. "
        "Set up another first.",
        "incorrect_code": "The code is not right. Codes change every 30 seconds: wait for the next one.",
    }

    def get_totp_issuer(self):
        """Return the name under which an authenticator app lists the account."""
        return context.request.get_host()

    def generate_authenticator_name(self, user, type):
        """Return the name of a new passkey that nobody has named."""
        return f"Passkey {factors_of(user).filter(type=type).count() + 1}"

    def can_delete_authenticator(self, authenticator):
        """Whether one may do without it."""
        others = factors_of(authenticator.user).exclude(pk=authenticator.pk)
        return not is_required(authenticator.user) or others.exists()
