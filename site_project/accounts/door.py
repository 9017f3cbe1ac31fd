"""Wagtail's own ways to sign in, all of which lead to the one door."""

from django.conf import settings
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.contrib.auth.views import redirect_to_login
from django.http import HttpResponseRedirect
from django.urls import path, re_path, reverse
from django.views.decorators.cache import never_cache


@never_cache
def lead_to_sign_in(request):
    """Lead to the sign-in and from there to where `request` wanted to go."""
    wanted = request.POST.get(REDIRECT_FIELD_NAME) or request.GET.get(REDIRECT_FIELD_NAME)
    return redirect_to_login(wanted or reverse("wagtailadmin_home"), reverse("account_login"))


@never_cache
def lead_to_password_reset(request, **kwargs):
    """Lead to the form that sends a link for a new password."""
    return HttpResponseRedirect(reverse("account_reset_password"))


# Before Wagtail's own, in whose place they stand.
urlpatterns = [path("admin/login/", lead_to_sign_in), path("_util/login/", lead_to_sign_in)]
if settings.WAGTAIL_PASSWORD_RESET_ENABLED:
    urlpatterns.append(re_path(r"^admin/password_reset/", lead_to_password_reset))
