"""What must be true before the site is served. Each step can be repeated and says what it did in one line."""

import hashlib
import io
import os
import secrets
from importlib.metadata import version
from pathlib import Path
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.password_validation import validate_password
from django.contrib.staticfiles.finders import get_finders
from django.core.exceptions import ImproperlyConfigured, ValidationError
from django.core.management import call_command
from django.db import connection, transaction
from django.db.migrations.executor import MigrationExecutor
from wagtail.models import Site

from site_project import static_storage
from site_project.backup.half_restored import refuse_half_restored
from site_project.error_page import make_error_page
from site_project.turns import my_turn, told_as_unusable, unusable_static_folder

# Without the characters that are read for one another: 0 and o, 1 and i and l.
PASSWORD_CHARACTERS = "23456789abcdefghjkmnpqrstuvwxyz"  # noqa: S105 - an alphabet, not a password


def prepare_site(say):
    """Bring DATA_DIR to the state that this code needs, from nothing or from any earlier release.

    `say` is called with one line of text for each step. Raises ImproperlyConfigured, before anything is
    changed, when the folder or the database can't be used or the database belongs to a newer release.
    """
    check_data_folder()
    refuse_half_restored(settings.DATA_DIR)
    say(f"Data folder: {settings.DATA_DIR}")
    if settings.MEDIA_STORAGE_URL:
        say(f"Media: {try_media_store()}")
    with my_turn(say):
        say(f"Database: {update_database(say)}")
        close_database_file()
        make_media_folder()
        say(f"Static files: {collect_static_files()}")
        load_content(say)
        if settings.SITE_URL_GIVEN:
            say(f"Address: {point_default_site()}")
        say(f"Error page: {make_error_page()}")
        create_first_administrator(say)


def check_data_folder():
    """Raise ImproperlyConfigured unless DATA_DIR is a folder, made here if need be, that can be written."""
    folder = settings.DATA_DIR
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if not os.access(folder, os.W_OK | os.X_OK):
            raise PermissionError(0, "Permission denied")
    except OSError as error:
        raise ImproperlyConfigured(
            f"The data folder {folder} can't be used ({error.strerror}). "
            "Set DATA_DIR to a folder that this user may write to."
        ) from error


def try_media_store():
    """Try what MEDIA_STORAGE_URL names. Returns half a sentence. Raises ImproperlyConfigured."""
    from site_project.media_store.trial import try_store  # needs a package that one machine does without

    return try_store()


def update_database(say):
    """Apply the migrations that the database lacks. Returns what was done, as half a sentence.

    `say` is called with one line before, if there are any: a new database takes a while.
    Raises ImproperlyConfigured when the database can't be reached or is newer than this code.
    """
    with told_as_unusable():
        connection.ensure_connection()
        executor = MigrationExecutor(connection)
    refuse_newer_database(executor.loader)
    missing = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if not missing:
        return "up to date."
    say(f"Database: {len(missing)} changes are to be applied. Wait, please; a new one takes up to a minute.")
    call_command("migrate", interactive=False, verbosity=0)
    return f"{len(missing)} changes applied."


def close_database_file():
    """Let nobody else on this machine read the database: enquiries are in it. SQLite's log is made alike."""
    if connection.vendor == "sqlite":
        name = Path(connection.settings_dict["NAME"])
        for path in name.parent.glob(f"{name.name}*"):
            path.chmod(0o600)


def make_media_folder():
    """Make the folder of the media, so that it can be told later on whether a disk was taken away."""
    if not settings.MEDIA_STORAGE_URL:
        settings.MEDIA_ROOT.mkdir(exist_ok=True)


def refuse_newer_database(loader):
    """Raise ImproperlyConfigured if the database has a migration later than this code's last one.

    `loader` is Django's MigrationLoader.
    """
    later = later_migrations(loader, loader.applied_migrations)
    if later:
        raise ImproperlyConfigured(
            f"The database was made by a newer release of this site (it has {'.'.join(later[0])}). "
            "Install that release, or restore a backup made with this one."
        )


def later_migrations(loader, applied):
    """Return those of `applied`, (app, name) pairs, that are later than the code's last one of that app.

    `loader` is Django's MigrationLoader. Earlier names that are missing from the code are no sign of a newer
    release: packages drop old migrations once they have squashed them.
    """
    newest = {}
    for app, name in loader.disk_migrations:
        newest[app] = max(name, newest.get(app, ""))
    return [(app, name) for app, name in applied if name > newest.get(app, name)]


def collect_static_files():
    """Fill STATIC_ROOT afresh if any source has changed since. Returns what was done, as half a sentence."""
    mark = Path(settings.STATIC_ROOT, "fingerprint")
    fingerprint = static_fingerprint()
    if mark.is_file() and mark.read_text(encoding="ascii") == fingerprint:
        return "up to date."
    # No mark while files are being made: a run that is killed half-way starts over next time.
    try:
        mark.unlink(missing_ok=True)
        call_command("collectstatic", interactive=False, clear=True, verbosity=0)
        mark.write_text(fingerprint, encoding="ascii")
    except OSError as error:
        raise unusable_static_folder(error) from error
    return "collected and compressed."


def static_fingerprint():
    """Return a digest of what collected files depend on: their sources, and what makes them."""
    lines = [f"{package} {version(package)}" for package in ("django", "whitenoise", "brotli")]
    for finder in get_finders():
        for name, storage in finder.list(ignore_patterns=[]):
            # By their content: a check-out and an image change the times of files.
            content = Path(storage.path(name)).read_bytes()
            lines.append(f"{name} {hashlib.sha256(content).hexdigest()}")
    digest = hashlib.sha256(Path(static_storage.__file__).read_bytes())
    digest.update("\n".join(sorted(lines)).encode())
    return digest.hexdigest()


def load_content(say):
    """Load the clinic's own text where there is none, and say what came of it."""
    said = io.StringIO()
    call_command("load_initial_content", stdout=said)
    for line in said.getvalue().splitlines():
        say(line)


def point_default_site():
    """Give the default site the host and port of SITE_URL. Returns what was done, as half a sentence."""
    address = urlsplit(settings.SITE_URL)
    host, port = address.hostname, address.port or {"http": 80, "https": 443}[address.scheme]
    site = Site.objects.filter(hostname=host, port=port).first()
    if site is None:
        site = Site.objects.filter(is_default_site=True).first()
        if site is None:
            return "the default site is missing. Add one in the admin under Settings, Sites."
        site.hostname, site.port = host, port
        site.save()
    return f"links start with {settings.SITE_URL}"


def create_first_administrator(say):
    """Make an administrator if there is none, from ADMIN_USERNAME and ADMIN_PASSWORD or with a new password.

    A new password is said once, and the site keeps it nowhere; what collects the output of services may.
    Raises ImproperlyConfigured if the name is another user's.
    """
    users = get_user_model().objects
    if first := users.filter(is_superuser=True).order_by("pk").first():
        say(f"Administrator: there is one already, {first.get_username()}.")
        return
    name, given = settings.ADMIN_USERNAME, settings.ADMIN_PASSWORD
    password = given or new_password()
    if users.filter(username=name).exists():
        raise ImproperlyConfigured(f"The user {name} is no administrator. Set another ADMIN_USERNAME.")
    with transaction.atomic():
        user = users.create_superuser(username=name, password=password)
        # Said before it is kept: if this process dies in between, the next one makes and says another.
        say(f"Administrator: {name}, {password_remark(user, password, given)}")


def password_remark(user, password, given):
    """Return what to tell the owner about the `password` of `user`, which was `given` or is new."""
    if not given:
        return f"with the password {password} (shown this once; keep it safe)."
    try:
        validate_password(password, user)
    except ValidationError:
        return "with the password from ADMIN_PASSWORD. It is easy to guess; change it."
    return "with the password from ADMIN_PASSWORD."


def new_password():
    """Return a random password: four groups of four characters, about 79 bits, easy to copy by hand."""
    groups = ("".join(secrets.choice(PASSWORD_CHARACTERS) for _ in range(4)) for _ in range(4))
    return "-".join(groups)
