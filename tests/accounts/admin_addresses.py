"""Every address of the admin, from the routes themselves."""

import re

from wagtail.admin import urls

SAMPLES = {"int": "1", "str": "1", "slug": "1", "path": "1", "uuid": "00000000-0000-0000-0000-000000000000"}
PARTS = {"app_label": "treatments", "model_name": "source", "content_type_app_name": "treatments"}
# The one fails on purpose, to show what a failure looks like; the other signs out whoever asks for it.
LEFT_OUT = {"/admin/failwhale/", "/admin/logout/"}


def admin_addresses():
    """Return the addresses, with a sample for each part that varies, in order."""
    return sorted(set(found(urls.urlpatterns, "/admin/")) - LEFT_OUT)


def found(patterns, start):
    """Yield the addresses of `patterns`, which begin with `start`."""
    for pattern in patterns:
        address = start + filled(str(pattern.pattern))
        if hasattr(pattern, "url_patterns"):
            yield from found(pattern.url_patterns, address)
        else:
            yield address


def filled(route):
    """Return `route`, a path or a regular expression of Django's, with samples in the place of its parts."""
    route = re.sub(r"\(\?P<\w+>[^)]*\)", "1", route.removeprefix("^").removesuffix("$"))
    route = route.replace("\\.", ".").replace(".*", "no-such-page")

    def sample(match):
        kind, name = match.group(1) or "str", match.group(2)
        return PARTS.get(name) or SAMPLES.get(kind, "1")

    return re.sub(r"<(?:(\w+):)?(\w+)>", sample, route)
