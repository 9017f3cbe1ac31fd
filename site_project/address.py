"""The site's address: the one that the owner names in SITE_URL, and the one where `manage.py serve` listens.

The latter is settled before the settings are read, because links and allowed hosts follow it.
"""

import argparse
import errno
import os
import re
import socket
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured

EVERY_INTERFACE = {"0.0.0.0", "::"}  # noqa: S104 - names of addresses; nothing is bound here
SITE_URL_FORM = re.compile(r"https?://([a-z0-9.-]+|\[[0-9a-f:.]+\])(:[0-9]{1,5})?", re.IGNORECASE)
BIND_PROBLEMS = {
    errno.EADDRINUSE: "Port {port} is in use. Stop the other program, or choose another port with --port.",
    errno.EACCES: "Port {port} needs an administrator's rights. Choose a port above 1023 with --port.",
    errno.EADDRNOTAVAIL: "{host} is not an address of this machine. Choose another one with --host.",
}


def read_site_url(text):
    """Return the parts of SITE_URL, a scheme and a host without a path, as urlsplit gives them.

    Raises ImproperlyConfigured when `text` is anything else.
    """
    try:
        parts = urlsplit(text)
        if SITE_URL_FORM.fullmatch(text) and parts.port != 0:
            return parts
    except ValueError:  # a port above 65535, or a broken IPv6 address
        pass
    raise ImproperlyConfigured(f"SITE_URL is {text!r}; write a whole address such as https://clinic.example")


def is_web_address(text):
    """Whether `text` is an http or https address with a host."""
    try:
        parts = urlsplit(text)
        return parts.scheme in {"http", "https"} and bool(parts.hostname) and parts.port != 0
    except ValueError:  # a port above 65535, or a broken IPv6 address
        return False


def add_address_options(parser):
    """Add --host and --port to an argparse `parser`."""
    parser.add_argument("--host", default="127.0.0.1", help="Address to listen on. Default: %(default)s.")
    parser.add_argument("--port", default="8000", help="Port to listen on, 1 to 65535. Default: %(default)s.")


def settle_address(arguments):
    """Check that the address in serve's command-line `arguments` is free, and have the settings follow it.

    The settings use SERVED_URL for links and allowed hosts wherever the owner has not set SITE_URL.
    Raises ImproperlyConfigured when nothing can listen there.
    """
    parser = argparse.ArgumentParser(add_help=False, allow_abbrev=False, exit_on_error=False)
    add_address_options(parser)
    try:
        options, _rest = parser.parse_known_args(arguments)
    except argparse.ArgumentError:
        return  # The command's own parser words this complaint.
    host, port = resolve_host(options.host), read_port(options.port)
    check_free(host, port)
    os.environ["SERVED_URL"] = served_url(host, port)


def resolve_host(host):
    """Return the numeric address of `host`, a name or an address, or raise ImproperlyConfigured."""
    try:
        return host if ":" in host else socket.gethostbyname(host)
    except OSError as error:
        raise ImproperlyConfigured(BIND_PROBLEMS[errno.EADDRNOTAVAIL].format(host=host)) from error


def read_port(text):
    """Return `text` as a port number. Raises ImproperlyConfigured unless it is a number from 1 to 65535."""
    if text.isascii() and text.isdecimal() and 1 <= int(text) <= 65535:
        return int(text)
    raise ImproperlyConfigured(f"--port is {text!r}; write a number from 1 to 65535.")


def check_free(host, port):
    """Raise ImproperlyConfigured unless this process could listen on the numeric `host` and `port`."""
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        # Connections of a server that has just stopped linger for a minute and harm nobody.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            problem = BIND_PROBLEMS.get(error.errno, "Nothing can listen on {host}, port {port}.")
            raise ImproperlyConfigured(problem.format(host=host, port=port)) from error


def served_url(host, port):
    """Return the http address by which a browser on this machine reaches `host` and `port`."""
    if host in EVERY_INTERFACE:
        host = "127.0.0.1"
    elif ":" in host:
        host = f"[{host}]"
    return f"http://{host}" if port == 80 else f"http://{host}:{port}"
