"""Structured data for search engines: schema.org dictionaries, and how they get into a page.

The vocabulary is schema.org's, as JSON-LD 1.1.
"""

import json

from django.utils.safestring import mark_safe

# What would end a script element or start a comment in it (HTML Standard, 4.12.1.3).
ESCAPES = {ord("<"): "\\u003C", ord(">"): "\\u003E", ord("&"): "\\u0026"}


def script_content(data):
    """Return `data`, a dict, as the content of a script element: JSON that nothing in it can break out of."""
    return mark_safe(json.dumps(data, ensure_ascii=False).translate(ESCAPES))  # noqa: S308 - escaped here
