"""The token that every copy of the enquiry form carries.

It stands in for Django's CSRF check, which needs a cookie: a health site that sets none can't be asked for
consent and can't leave a trace of the visit. Nobody is signed in on this form, so there is no session that
another site could misuse; what is left to prevent is that forms are made up, sent twice, or kept for later.
"""

import time
import uuid
from dataclasses import dataclass, replace

from django.conf import settings
from django.core import signing

SALT = "home.enquiries.form"
LIFETIME = 12 * 60 * 60  # seconds: a form that was opened in the morning can be sent in the evening


@dataclass(frozen=True)
class FormToken:
    """Which copy of the form it is, `form`, a UUID; and when it was made, in seconds since 1970.

    `consent` is the sentence to agree to that stands on this copy, whatever the clinic writes meanwhile.
    """

    form: uuid.UUID
    made_at: float
    consent: str

    @classmethod
    def new(cls, consent):
        """Return a token for a new copy of the form."""
        return cls(uuid.uuid4(), time.time(), consent)

    def for_another_copy(self, consent):
        """Return a token for the form as it is shown again: its reader has read it long enough."""
        return replace(self.new(consent), made_at=time.time() - settings.ENQUIRY_MINIMUM_SECONDS)

    @property
    def age(self):
        """How long the form has been open, in seconds."""
        return time.time() - self.made_at

    @property
    def is_expired(self):
        """Whether it is too old to be taken."""
        return self.age > LIFETIME

    def __str__(self):
        """Return it as a text that can't be changed."""
        return signing.dumps(
            {"form": self.form.hex, "at": self.made_at, "consent": self.consent}, salt=SALT, compress=True
        )


def read_token(text):
    """Return the FormToken in `text`, or None when it was not made here."""
    try:
        data = signing.loads(text, salt=SALT)
        return FormToken(uuid.UUID(data["form"]), data["at"], data["consent"])
    except (signing.BadSignature, LookupError, ValueError):  # the latter from another release
        return None
