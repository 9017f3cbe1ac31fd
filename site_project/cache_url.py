"""Reads CACHE_URL, which names the cache that several servers share."""

from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured


def read_cache_url(url):
    """Return Django's settings of the Redis cache at `url`, such as redis://:password@cache.example:6379/3.

    The number at the end is a database of Redis that nothing else uses.
    Raises ImproperlyConfigured, without the password, when `url` can't be read.
    """
    if not is_redis(url):
        raise ImproperlyConfigured(
            "CACHE_URL can't be read; write it like redis://:password@host:6379/3, with the number of a "
            "database of its own, or leave it unset for the built-in cache."
        )
    return {
        "BACKEND": "django_redis.cache.RedisCache",
        "LOCATION": [url],  # as text it would be split at each comma, and a password may have one
        # Who asks hears that it is away, within a second: site_project/page_cache/shared_generation.py.
        "OPTIONS": {"SOCKET_CONNECT_TIMEOUT": 1, "SOCKET_TIMEOUT": 1},
    }


def is_redis(url):
    """Whether `url` names a server, and a database on it by its number."""
    try:
        parts = urlsplit(url)
        where = parts.hostname and parts.port != 0
    except ValueError:  # a port above 65535, or a broken IPv6 address
        return False
    return bool(parts.scheme in {"redis", "rediss"} and where and parts.path[1:].isdecimal())
