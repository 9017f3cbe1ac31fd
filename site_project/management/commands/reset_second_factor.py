"""Let somebody who has lost phone and recovery codes set up a second factor anew."""

from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandError

from site_project.accounts.resetting import reset_second_factor


class Command(BaseCommand):
    """For an administrator who has made sure who is asking."""

    help = "Forget the authenticator app, the passkeys and the recovery codes of a user, who is signed out."

    def add_arguments(self, parser):
        """Add the user's name."""
        parser.add_argument("name", help="The name that the user signs in with.")

    def handle(self, *args, name, **options):
        """Forget them. Raises CommandError if there is no such user."""
        user = get_user_model().objects.filter(username=name).first()
        if user is None:
            raise CommandError(f"There is no user {name}.")
        if reset_second_factor(user):
            self.stdout.write(
                f"{name} is signed out everywhere, signs in by password alone now, "
                "and sets up a second factor next."
            )
        else:
            self.stdout.write(f"{name} had no second factor, and is signed out everywhere.")
