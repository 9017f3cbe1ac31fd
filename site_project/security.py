"""What browsers may do with the site's answers: the content security policies, and two headers of its own.

The rest is Django's: SecurityMiddleware and XFrameOptionsMiddleware, by their settings.
"""

from base64 import b64encode
from functools import wraps
from hashlib import sha256
from pathlib import Path

from site_project.content_security_policy import HEADER as POLICY

SELF, NONE, UNSAFE_INLINE, UNSAFE_HASHES = "'self'", "'none'", "'unsafe-inline'", "'unsafe-hashes'"


def hash_of_script(script):
    """Return the source that lets the text `script` run where it stands in a page (CSP 3, 2.3.1)."""
    return f"'sha256-{b64encode(sha256(script.encode()).digest()).decode()}'"


def script_in(template):
    """Return the text of the script in the file `template`."""
    return template.read_text().partition("<script>")[2].partition("</script>")[0]


# It sets the theme before anything is painted; a file would hold the page back.
THEME_SCRIPT = hash_of_script(script_in(Path(__file__).parent / "templates/includes/theme.html"))
# With this handler, which does nothing, Wagtail's picture cropper finds out if the screen can be touched.
EMPTY_HANDLER = hash_of_script("return;")

PUBLIC_POLICY = {
    "default-src": [SELF],
    "script-src": [SELF, THEME_SCRIPT],
    "style-src": [SELF],
    "img-src": [SELF],
    "object-src": [NONE],
    "base-uri": [NONE],
    "form-action": [SELF],
    "frame-ancestors": [NONE],
}
# What the admin frames is a page as visitors will see it.
FRAMED_POLICY = {**PUBLIC_POLICY, "frame-ancestors": [SELF]}
# Wagtail 8.0 writes scripts between the fields of its forms, and its editor and lists write style sheets. A
# picture that is being uploaded is shown from the browser's own copy. Handlers in HTML that do something stay
# off, and so does eval().
ADMIN_POLICY = {
    **PUBLIC_POLICY,
    "script-src-elem": [SELF, UNSAFE_INLINE],
    "script-src-attr": [UNSAFE_HASHES, EMPTY_HANDLER],
    "style-src-elem": [SELF, UNSAFE_INLINE],
    "img-src": [SELF, "blob:"],
}
DOWNLOAD_POLICY = {"default-src": [NONE], "frame-ancestors": [NONE], "sandbox": True}

# What asks people for something of theirs or tells others about them, by W3C's names. The rest a browser
# gives the site's own scripts alone, and every answer would be half a kilobyte longer.
FEATURES_OFF = """
    browsing-topics camera display-capture geolocation microphone payment publickey-credentials-create
    publickey-credentials-get usb
""".split()  # noqa: SIM905 - a text of words is what a person can read and amend
PASSKEYS = {"publickey-credentials-create", "publickey-credentials-get"}


def features_off(but=frozenset()):
    """Return the text of the header Permissions-Policy that turns off every feature `but` some."""
    return ", ".join(f"{feature}=()" for feature in FEATURES_OFF if feature not in but)


def allow_passkeys(view):
    """Return `view` with the right to ask for a passkey, or to make one."""

    @wraps(view)
    def with_passkeys(request, *args, **kwargs):
        response = view(request, *args, **kwargs)
        response["Permissions-Policy"] = features_off(but=PASSKEYS)
        return response

    return with_passkeys


class SecurityHeadersMiddleware:
    """Adds what every answer carries, and chooses the policy by what an answer is."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        """Answer `request`. A download can do nothing; what the admin may frame has the public policy."""
        response = self.get_response(request)
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        response.headers.setdefault("Permissions-Policy", features_off())
        if response.get("Content-Disposition", "").startswith("attachment"):
            response._csp_config = DOWNLOAD_POLICY
        elif response.get("X-Frame-Options") == "SAMEORIGIN":
            # A preview has passed through here before, on its own, as a page that nobody may frame.
            del response[POLICY]
            response._csp_config = FRAMED_POLICY
        return response
