"""How the site runs, in the admin."""

from wagtail import hooks

from site_project.worker.dashboard import ClockPanel


@hooks.register("construct_homepage_panels")
def add_clock(request, panels):
    """Put the state of the site's clock on the dashboard of who looks after the site."""
    if request.user.has_perm("site_project.view_jobrun"):
        panels.append(ClockPanel())
