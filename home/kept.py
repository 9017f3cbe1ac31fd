"""What pages need again and again is looked up once after each change, and not for every visitor."""

from functools import wraps

from django.core.cache import caches


def kept(make):
    """Have the function `make` asked once for the same arguments after each change, as a decorator.

    What it returns is shared by all requests of a process and must not be changed. The cache "kept" in the
    settings knows what a change is.
    """

    @wraps(make)
    def get(*arguments):
        return caches["kept"].get_or_set((make, *arguments), lambda: make(*arguments))

    return get
