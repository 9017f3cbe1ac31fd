"""What the way the site runs adds to the admin: its clock, one's own sign-in, and what is logged of that."""

from django.urls import reverse
from wagtail import hooks

from site_project.accounts import administrators
from site_project.accounts.access_log import SIGNED_IN
from site_project.accounts.resetting import LOG_ACTION
from site_project.worker.dashboard import ClockPanel


@hooks.register("construct_homepage_panels")
def add_clock(request, panels):
    """Put the state of the site's clock on the dashboard of who looks after the site."""
    if request.user.has_perm("site_project.view_jobrun"):
        panels.append(ClockPanel())


@hooks.register("register_account_menu_item")
def add_second_factor(request):
    """Lead from one's account to one's second factor."""
    return {
        "url": reverse("mfa_index"),
        "label": "Sign-in and second factor",
        "help_text": "Authenticator app, passkeys and recovery codes",
        "icon_name": "lock",
    }


@hooks.register("register_log_actions")
def register_actions(actions):
    """Name in the audit log what is done about signing in."""
    actions.register_action(SIGNED_IN, "Sign in", "Signed in")
    actions.register_action(LOG_ACTION, "Reset second factor", "Second factor reset")


hooks.register("before_edit_user", administrators.refuse_others)
hooks.register("before_bulk_action", administrators.refuse_others_at_once)
