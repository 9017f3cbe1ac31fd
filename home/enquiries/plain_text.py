"""What people type, without the characters that nobody types."""

import re
import unicodedata

from django import forms

# They turn the direction of what follows, so that an address can be made to look like another one
# (Unicode Standard Annex 9; Unicode Technical Report 36, section 2.6).
DIRECTION = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")


class PlainTextField(forms.CharField):
    """A text on one line or, with a Textarea, on several, with its length counted as browsers count it."""

    def to_python(self, value):
        """Return the text with one kind of line end and without control characters."""
        text = str(value or "").replace("\r\n", "\n").replace("\r", "\n")
        if not isinstance(self.widget, forms.Textarea):
            text = text.replace("\n", " ")
        text = DIRECTION.sub("", text.replace("\t", " "))
        text = "".join(
            char for char in text if char == "\n" or unicodedata.category(char) not in {"Cc", "Cs"}
        )
        return super().to_python(text)
