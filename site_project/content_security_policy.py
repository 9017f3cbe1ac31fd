"""Sends the Content-Security-Policy that SECURE_CSP names, with the names and shapes of Django 6.

Until this site runs on Django 6 these stand in for django.middleware.csp and django.views.decorators.csp;
then MIDDLEWARE names Django's own and this module goes.
"""

from functools import wraps

from django.conf import settings

HEADER = "Content-Security-Policy"


class ContentSecurityPolicyMiddleware:
    """Adds the policy to each response that has none yet."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        """Answer `request`, with the view's own policy or the one of the settings."""
        response = self.get_response(request)
        config = getattr(response, "_csp_config", settings.SECURE_CSP)
        if config and HEADER not in response:
            response[HEADER] = build_policy(config)
        return response


def csp_override(config):
    """Return a decorator that gives a view the policy `config`, a dict like SECURE_CSP; {} is none at all."""

    def decorator(view):
        @wraps(view)
        def with_policy(request, *args, **kwargs):
            response = view(request, *args, **kwargs)
            response._csp_config = config
            return response

        return with_policy

    return decorator


def build_policy(config):
    """Return the header's text for `config`, which maps a directive to its list of sources, or to True."""
    parts = (
        directive if sources is True else " ".join([directive, *sources])
        for directive, sources in config.items()
    )
    return "; ".join(parts)
