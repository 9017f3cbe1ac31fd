"""The token that every copy of the enquiry form carries.

It stands in for Django's CSRF check, which needs a cookie: a health site that sets none can't be asked for
consent and can't leave a trace of the visit. Nobody is signed in on this form, so there is no session that
another site could misuse; what is left to prevent is that forms are made up, sent twice, or kept for later.
"""

import time
import uuid
from dataclasses import dataclass

from django.core import signing

SALT = "home.enquiries.form"
LIFETIME = 12 * 60 * 60  # seconds: a form that was opened in the morning can be sent in the evening


@dataclass(frozen=True)
class FormToken:
    """Which copy of the form it is, `form`, a UUID; and when it was made, in seconds since 1970."""

    form: uuid.UUID
    made_at: float

    @property
    def age(self):
        """How long the form has been open, in seconds."""
        return time.time() - self.made_at


def new_token():
    """Return the text of a token for a new copy of the form."""
    return signing.dumps({"form": uuid.uuid4().hex, "at": time.time()}, salt=SALT)


def read_token(text):
    """Return the FormToken in `text`, or None when it was not made here or is too old."""
    try:
        data = signing.loads(text, salt=SALT, max_age=LIFETIME)
    except signing.BadSignature:  # SignatureExpired is one
        return None
    return FormToken(uuid.UUID(data["form"]), data["at"])
