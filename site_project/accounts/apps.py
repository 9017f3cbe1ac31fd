from wagtail.users.apps import WagtailUsersAppConfig


class UsersConfig(WagtailUsersAppConfig):
    """Wagtail's users, with this site's views of them."""

    user_viewset = "site_project.accounts.administrators.UserViewSet"
