"""Which requests may be answered from memory, and under which key."""

from urllib.parse import parse_qsl, urlsplit

from django.conf import settings

# What advertisers and senders of newsletters add to addresses; it changes nothing on the page.
TRACKING = frozenset(
    """
    dclid fbclid gbraid gclid gclsrc igshid li_fat_id mc_cid mc_eid msclkid srsltid ttclid twclid wbraid
    yclid _ga _gl
    """.split()  # noqa: SIM905 - a text of words is what a person can read and amend
)
LONGEST_PATH = 500
DEFAULT_PORTS = {"http": "80", "https": "443"}


class Visits:
    """What the settings say of requests, read once."""

    def __init__(self):
        self.hosts = known_hosts()
        self.never = tuple(settings.PAGE_CACHE_NEVER)
        self.session = settings.SESSION_COOKIE_NAME + "="
        self.proxy_header, self.secure = settings.SECURE_PROXY_SSL_HEADER or ("", "")

    def key_of(self, environ):
        """Return the key of what `environ`, a WSGI request, asks for, or None if Django must answer.

        The key holds all that an answer to a stranger may depend on: host, scheme and path. An answer is kept
        under it only if is_kept() says so.
        """
        if environ["REQUEST_METHOD"] not in {"GET", "HEAD"} or "HTTP_AUTHORIZATION" in environ:
            return None
        if "HTTP_COOKIE" in environ and self.session in environ["HTTP_COOKIE"]:
            return None
        query = environ["QUERY_STRING"]
        if query and not only_tracking(query):
            return None
        scheme = self.scheme(environ) if self.proxy_header in environ else environ["wsgi.url_scheme"]
        return environ.get("HTTP_HOST"), scheme, environ["PATH_INFO"]

    def is_kept(self, key):
        """Whether the answer for `key` may be kept: it is a page of this site that is the same for all.

        No answer to a host's name in capitals is: browsers send none, and each spelling would be a page more.
        """
        if key is None:
            return False
        host, _scheme, path = key
        return host in self.hosts and not path.startswith(self.never) and len(path) <= LONGEST_PATH

    def scheme(self, environ):
        """Return "https" or "http", as the proxy says and Django will see it."""
        # Of several proxies' words the first counts, as for HttpRequest.scheme.
        first, _comma, _others = environ[self.proxy_header].partition(",")
        return "https" if first.strip() == self.secure else "http"


def only_tracking(query):
    """Whether `query` holds nothing but what TRACKING names."""
    names = [name for name, _value in parse_qsl(query, keep_blank_values=True)]
    return all(name in TRACKING or name.startswith("utm_") for name in names)


def known_hosts():
    """Return the Host headers of this site, with and without the usual port.

    Others are answered by Django alone: a port or a spelling that somebody makes up must not fill the memory.
    """
    hosts = {host.lower() for host in settings.EXTRA_HOSTS}
    for address in (settings.SITE_URL, settings.SERVED_URL):
        parts = urlsplit(address.lower())
        hosts.add(parts.netloc)
        usual = DEFAULT_PORTS.get(parts.scheme)
        if parts.port is None:
            hosts.add(f"{parts.netloc}:{usual}")
        elif str(parts.port) == usual:
            hosts.add(parts.netloc.rpartition(":")[0])
    if port := urlsplit(settings.SERVED_URL).port:
        hosts |= {f"{name}:{port}" for name in ("localhost", "127.0.0.1", "[::1]")}
    return frozenset(hosts)
