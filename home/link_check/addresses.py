"""Web addresses that may be asked for: no private network, no odd port, nothing hidden in the address.

What is asked comes from editors and from other sites' redirects, and the server stands where visitors can't
get. So an address counts by the numbers that its name stands for, and those very numbers are connected to.
"""

import ipaddress
import socket
from dataclasses import dataclass
from urllib.parse import quote, urlsplit

from django.conf import settings

from home.link_check.models import Problem

PORTS = {"http": 80, "https": 443}
UNICAST = ipaddress.ip_network("2000::/3")  # what is given out of IPv6 (RFC 4291, section 2.4)
# As in browsers: what is escaped already stays, the rest is escaped.
PATH_CHARACTERS = "/%:@!$&'()*+,;=~-._"


class RefusedError(Exception):
    """An address that is not asked for. `problem` is the Problem that it has."""

    def __init__(self, problem):
        super().__init__(problem.label)
        self.problem = problem


@dataclass(frozen=True)
class WebAddress:
    """An address in parts: `target` is what is asked for at the host, path and query."""

    scheme: str
    host: str
    port: int
    target: str

    @property
    def host_header(self):
        """The host as a request names it (RFC 9110, section 7.2)."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == PORTS[self.scheme] else f"{host}:{self.port}"


def read_address(url):
    """Return the WebAddress that `url` writes. Raises RefusedError if there is none or a user's name."""
    try:
        parts = urlsplit(url)
        host = (parts.hostname or "").encode("idna").decode("ascii")
        port = parts.port
    except ValueError as error:  # UnicodeError too: no name can be like that
        raise RefusedError(Problem.FORM) from error
    if parts.scheme not in PORTS or not host or "@" in parts.netloc:
        raise RefusedError(Problem.FORM)
    target = quote(parts.path or "/", safe=PATH_CHARACTERS)
    if parts.query:
        target += "?" + quote(parts.query, safe=f"{PATH_CHARACTERS}?")
    return WebAddress(parts.scheme, host, port or PORTS[parts.scheme], target)


def endpoints(address):
    """Return what to connect to for `address`, a WebAddress, as (family, socket address) pairs.

    Raises RefusedError if there are none, if one of them is private, or if the port is none of the web's.
    """
    try:
        found = socket.getaddrinfo(address.host, address.port, type=socket.SOCK_STREAM)
    except socket.gaierror as error:
        again = error.errno == socket.EAI_AGAIN
        raise RefusedError(Problem.UNCHECKED if again else Problem.NAME) from error
    except UnicodeError as error:
        raise RefusedError(Problem.FORM) from error
    places = [(family, place) for family, _type, _protocol, _name, place in found]
    asked = [place for _family, place in places if place[:2] not in settings.LINK_CHECK_ALSO]
    if not all(is_public(place[0]) for place in asked):
        raise RefusedError(Problem.PRIVATE)
    if asked and address.port not in PORTS.values():
        raise RefusedError(Problem.UNCHECKED)
    return places


def is_public(number):
    """Whether `number`, an IP address as text, belongs to a machine that everybody can reach.

    Of IPv6 only what is given out to sites counts, without the kinds that carry an IPv4 address inside them.
    """
    ip = ipaddress.ip_address(number)
    if ip.version == 6 and (ip not in UNICAST or ip.sixtofour or ip.teredo):
        return False
    return ip.is_global and not ip.is_multicast and not ip.is_reserved
