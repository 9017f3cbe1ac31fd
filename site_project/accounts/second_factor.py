"""The second factor before the admin: an authenticator app's code, a passkey, or a recovery code once."""

from allauth.account.internal.flows.login import get_authentication_records, record_authentication
from allauth.mfa.models import Authenticator
from allauth.mfa.signals import authenticator_added
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.dispatch import receiver
from django.http import HttpResponseRedirect
from django.urls import reverse

REQUIRED, OPTIONAL = "required", "optional"


def is_required(user):
    """Whether `user` must have a second factor: everybody who may enter the admin, if the owner wants so."""
    return settings.ADMIN_MFA == REQUIRED and user.has_perm("wagtailadmin.access_admin")


def factors_of(user):
    """Return what `user` can sign in with besides the password; recovery codes alone don't count."""
    return Authenticator.objects.filter(user=user).exclude(type=Authenticator.Type.RECOVERY_CODES)


def was_used(request):
    """Whether whoever signed in with this session has given a second factor that the account still has.

    Another one that was set up since is no proof: the session may be that of a phone that was lost.
    """
    records = get_authentication_records(request, request.user)
    used = {record.get("id") for record in records if record["method"] == "mfa"}
    if not used:
        return False
    kept = dict(Authenticator.objects.filter(user=request.user).values_list("pk", "type"))
    return not used.isdisjoint(kept) and set(kept.values()) != {Authenticator.Type.RECOVERY_CODES}


def is_let_in(request):
    """Whether whoever asks may have what belongs to the admin."""
    if not request.user.has_perm("wagtailadmin.access_admin"):
        return False
    return settings.ADMIN_MFA != REQUIRED or was_used(request)


@receiver(authenticator_added, dispatch_uid="second factor")
def remember_first_use(sender, request, user, authenticator, **kwargs):
    """Count the proof that a new factor works as its first use."""
    record_authentication(request, user, "mfa", id=authenticator.pk, type=authenticator.type)


class SecondFactorMiddleware:
    """Lets nobody into the admin on a password alone, where a second factor is required.

    Nor to one's factors, once there are some: or whoever knows the password could add another.
    """

    def __init__(self, get_response):
        self.get_response = get_response
        self.admin, self.factors = reverse("wagtailadmin_home"), reverse("mfa_index")

    def __call__(self, request):
        """Answer `request`, or lead to where the second factor is given or set up."""
        guarded = request.path_info.startswith((self.admin, self.factors))
        if guarded and is_required(request.user) and not was_used(request):
            if factors_of(request.user).exists():
                return sign_in_anew(request)
            if request.path_info.startswith(self.admin):
                return lead_to_setting_up(request)
        return self.get_response(request)


def lead_to_setting_up(request):
    """Return the way on for somebody who has no second factor yet. Raises PermissionDenied for a script."""
    refuse_scripts(request)
    messages.info(request, "The admin asks for a second factor. Set one up here first.")
    return HttpResponseRedirect(reverse("mfa_index"))


def sign_in_anew(request):
    """Return the way on for a session that is older than the second factor: only a sign-in asks for it.

    Raises PermissionDenied for a script.
    """
    refuse_scripts(request)
    logout(request)
    return redirect_to_login(request.get_full_path(), reverse("account_login"))


def refuse_scripts(request):
    """Raise PermissionDenied if a script of the admin asks: it could not follow."""
    if request.headers.get("x-requested-with") == "XMLHttpRequest":
        raise PermissionDenied
