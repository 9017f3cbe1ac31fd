"""The addresses under /account/: those of django-allauth's that this site has a use for."""

from allauth.account import urls as account_urls
from allauth.mfa import urls as mfa_urls
from django.conf import settings
from django.urls import include, path
from wagtail.utils.urlpatterns import decorate_urlpatterns

from site_project.security import allow_passkeys

# Names and e-mail addresses are changed in the admin; the page for new accounts says that there are none.
KEPT = {"account_login", "account_logout", "account_inactive", "account_reauthenticate", "account_signup"}
BY_MAIL = "account_reset_password"


def is_kept(route):
    """Whether the site has the address `route`: the way to a new password, only where it can send mail."""
    return route.name in KEPT or (settings.WAGTAIL_PASSWORD_RESET_ENABLED and route.name.startswith(BY_MAIL))


urlpatterns = decorate_urlpatterns(
    [*filter(is_kept, account_urls.urlpatterns), path("second-factor/", include(mfa_urls))], allow_passkeys
)
