"""Whether a form was sent from a page of this site."""

from urllib.parse import urlsplit


def is_from_elsewhere(request):
    """Whether the browser says that another site's page sent `request`.

    Browsers say so in Sec-Fetch-Site (Fetch Metadata Request Headers) or, where they don't, in Origin (Fetch
    Standard); a page can change neither. What sends neither is no browser of today: its token decides.
    """
    relation = request.headers.get("Sec-Fetch-Site")
    if relation:
        return relation not in {"same-origin", "none"}
    origin = request.headers.get("Origin")
    return origin is not None and host_of(origin) != host_of(f"//{request.get_host()}")


def host_of(address):
    """Return the host and port in `address`, without a port that goes without saying, or ""."""
    try:
        parts = urlsplit(address.lower())
        port = parts.port
    except ValueError:
        return ""
    return parts.hostname if port in {None, 80, 443} else f"{parts.hostname}:{port}"
