"""Who a request comes from, where proxies of the clinic's own stand in front of the site."""

import ipaddress

from django.conf import settings


class VisitorAddressMiddleware:
    """Puts the visitor's address into REMOTE_ADDR: every limit counts by it, Django's packages' too.

    Each of the PROXIES adds the address that it was asked from at the end of X-Forwarded-For; what stands
    before that can be made up by anybody. Where the header is shorter or names no address, the request did
    not come by all of them: it counts as the proxy's own.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        """Answer `request`."""
        if settings.PROXIES:
            forwarded = request.headers.get("X-Forwarded-For", "").split(",")
            if len(forwarded) >= settings.PROXIES:
                address = without_port(forwarded[-settings.PROXIES].strip())
                request.META["REMOTE_ADDR"] = address or request.META.get("REMOTE_ADDR", "")
        return self.get_response(request)


def without_port(address):
    """Return `address` without the port that some proxies add: 192.0.2.1:1234, [2001:db8::1]:1234.

    Returns "" for what is no address.
    """
    host, _colon, port = address.rpartition(":")
    if port.isdecimal() and ("." in host or host.endswith("]")):
        address = host
    try:
        return str(ipaddress.ip_address(address.strip("[]")))
    except ValueError:
        return ""
