"""Whether the site can send mail at all."""

from django.conf import settings


def has_mail_server():
    """Whether the owner has named a mail server, in MAIL_URL."""
    return not settings.EMAIL_BACKEND.endswith("dummy.EmailBackend")
