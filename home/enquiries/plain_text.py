"""What people type, without the characters that nobody types."""

import re
import unicodedata

from django import forms
from django.core.validators import MaxLengthValidator

# Letters that show nothing: a name made of them would be an empty line.
FILLERS = re.compile("[\u115f\u1160\u3164\uffa0]")
# They join letters and emoji, and belong to the spelling of some languages.
JOINERS = "\u200c\u200d"


class PlainTextField(forms.CharField):
    """A text on one line or, with a Textarea, on several."""

    def __init__(self, *, max_length=None, validators=(), **kwargs):
        if max_length is not None:
            validators = [*validators, BrowserLengthValidator(max_length)]
        super().__init__(validators=validators, **kwargs)
        if max_length is not None:
            self.widget.attrs["maxlength"] = str(max_length)

    def to_python(self, value):
        """Return the text with one kind of line end, and without characters that nobody sees.

        Among these are those that turn the direction of what follows, so that an address can be made to look
        like another one (Unicode Technical Report 36, section 2.6).
        """
        text = str(value or "").replace("\r\n", "\n").replace("\r", "\n")
        if not isinstance(self.widget, forms.Textarea):
            text = text.replace("\n", " ")
        text = FILLERS.sub("", text.replace("\t", " "))
        return super().to_python("".join(char for char in text if char in {"\n", *JOINERS} or _is_seen(char)))


def _is_seen(char):
    return unicodedata.category(char) not in {"Cc", "Cf", "Cs"}


class BrowserLengthValidator(MaxLengthValidator):
    """Counts as `maxlength` does: in UTF-16, where an emoji takes two (HTML Standard, 4.10.19.3)."""

    def clean(self, x):
        """Return the length of `x`."""
        return len(x.encode("utf-16-le")) // 2
