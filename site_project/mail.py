"""The mail server that the owner names in MAIL_URL."""

from urllib.parse import unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

# Whether the connection starts encrypted, and the port that is usual for it (RFC 8314, RFC 6409).
SCHEMES = {"smtps": (True, 465), "smtp": (False, 587)}


def read_mail_url(text):
    """Return Django's EMAIL_… settings, as a dict, for `text`, such as smtps://user:password@host:465.

    `smtp` starts in the clear and turns to TLS before anything is sent; it stays in the clear only for this
    machine's own server. Raises ImproperlyConfigured for anything else.
    """
    try:
        parts = urlsplit(text)
        encrypted, usual_port = SCHEMES[parts.scheme]
        if not parts.hostname or parts.path.strip("/"):
            raise ValueError
        port = parts.port or usual_port
    except (KeyError, ValueError) as error:
        raise ImproperlyConfigured(
            "MAIL_URL can't be read; write it like smtps://user:password@mail.clinic.example:465, "
            "or leave it unset: then no mail is sent."
        ) from error
    on_this_machine = parts.hostname in {"localhost", "127.0.0.1", "::1"}
    return {
        "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "EMAIL_HOST": parts.hostname,
        "EMAIL_PORT": port,
        "EMAIL_HOST_USER": unquote(parts.username or ""),
        "EMAIL_HOST_PASSWORD": unquote(parts.password or ""),
        "EMAIL_USE_SSL": encrypted,
        "EMAIL_USE_TLS": not encrypted and not on_this_machine,
        "EMAIL_TIMEOUT": 20,
    }
