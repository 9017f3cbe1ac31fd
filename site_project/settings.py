"""Every setting of the site, in one file and safe by default.

The environment is read in one block at the top; the README's configuration table lists the same names.
Whatever the running site writes lives under DATA_DIR: moving that folder moves the site.
"""

import os
from importlib.util import find_spec
from pathlib import Path
from zoneinfo import available_timezones

import dj_database_url
from django.core.exceptions import ImproperlyConfigured

from site_project import __version__
from site_project.address import is_web_address, read_site_url
from site_project.cache_url import read_cache_url
from site_project.mail import read_mail_url
from site_project.media_store.url import read_media_storage_url
from site_project.secret_key import read_or_create_secret_key
from site_project.security import PUBLIC_POLICY
from site_project.worker.schedule import Daily, Every, Job, Weekly

BASE_DIR = Path(__file__).resolve().parent.parent


def _flag(name, default="no"):
    value = os.environ.get(name, default).strip().lower()
    if value in {"1", "yes", "true", "on"}:
        return True
    if value in {"", "0", "no", "false", "off"}:
        return False
    raise ImproperlyConfigured(f"{name} is {value!r}; write yes or no.")


def _number(name, default):
    value = os.environ.get(name, "").strip() or str(default)
    if value.isascii() and value.isdecimal():
        return int(value)
    raise ImproperlyConfigured(f"{name} is {value!r}; write a whole number such as {default}.")


def _choice(name, default, *choices):
    value = os.environ.get(name, "").strip().lower() or default
    if value in choices:
        return value
    raise ImproperlyConfigured(f"{name} is {value!r}; write {' or '.join(choices)}.")


def _require(module, what):
    if find_spec(module) is None:
        raise ImproperlyConfigured(
            f"{what}, and what that needs is not installed. "
            "Install it: .venv/bin/pip install -r deploy/requirements.txt"
        )


# The environment ------------------------------------------------------------------------------------------

DATA_DIR = Path(os.environ.get("DATA_DIR") or BASE_DIR / "var").resolve()
# SERVED_URL is set by `manage.py serve`: where the owner names no address, links follow the one being served.
SITE_URL_GIVEN = os.environ.get("SITE_URL", "")
SERVED_URL = os.environ.get("SERVED_URL") or "http://127.0.0.1:8000"
SITE_URL = (SITE_URL_GIVEN or SERVED_URL).rstrip("/")
DATABASE_URL = os.environ.get("DATABASE_URL", "")
CACHE_URL = os.environ.get("CACHE_URL", "")
MEDIA_STORAGE_URL = os.environ.get("MEDIA_STORAGE_URL", "")
DEBUG = _flag("DEBUG")
PAGE_CACHE = _flag("PAGE_CACHE", "no" if DEBUG else "yes")
PAGE_FILES = _flag("PAGE_FILES")
LOG_FORMAT = _choice("LOG_FORMAT", "text", "text", "json")
SLOW_SECONDS = _number("SLOW_SECONDS", 2)
SENTRY_DSN = os.environ.get("SENTRY_DSN", "")
PURGE_URL = os.environ.get("PURGE_URL", "")
PURGE_TOKEN = os.environ.get("PURGE_TOKEN", "")
TIME_ZONE = os.environ.get("TIME_ZONE") or "UTC"
SECRET_KEY = os.environ.get("SECRET_KEY") or read_or_create_secret_key(DATA_DIR)
MAIL_URL = os.environ.get("MAIL_URL", "")
MAIL_FROM = os.environ.get("MAIL_FROM", "")
ADMIN_USERNAME = os.environ.get("ADMIN_USERNAME") or "admin"
ADMIN_PASSWORD = os.environ.get("ADMIN_PASSWORD", "")
ENQUIRIES_AN_HOUR = _number("ENQUIRIES_AN_HOUR", 10)
EXTRA_HOSTS = [host.strip() for host in os.environ.get("ALLOWED_HOSTS", "").split(",") if host.strip()]

# Address and transport ------------------------------------------------------------------------------------

_address = read_site_url(SITE_URL)
_hostname = f"[{_address.hostname}]" if ":" in _address.hostname else _address.hostname
_https = _address.scheme == "https"
# On the owner's own machine any of these is the site. On the internet whoever asks for a new password would
# choose with them where the link in the mail leads; /healthz and /readyz answer under every name.
_own_machine = [] if _https else ["localhost", "127.0.0.1", "[::1]"]
ALLOWED_HOSTS = [_hostname, *_own_machine, *EXTRA_HOSTS]
CSRF_TRUSTED_ORIGINS = [SITE_URL]
WAGTAILADMIN_BASE_URL = SITE_URL

SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = _https
SECURE_SSL_REDIRECT = _https
SECURE_HSTS_SECONDS = 31_536_000 if _https else 0
# How many proxies stand in front, each of which adds the address it was asked from to X-Forwarded-For.
PROXIES = _number("PROXIES", 1 if _https else 0)
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if _https else None
SECURE_CSP = PUBLIC_POLICY
# Which site somebody reads about an illness on is no other site's business.
SECURE_REFERRER_POLICY = "same-origin"
SILENCED_SYSTEM_CHECKS = [
    "security.W005",  # the site does not speak for the clinic's other subdomains,
    "security.W021",  # so it must not put them on browsers' HTTPS-only lists
]
SESSION_COOKIE_HTTPONLY = True
X_FRAME_OPTIONS = "DENY"

# Applications ---------------------------------------------------------------------------------------------

INSTALLED_APPS = [
    "treatments",
    "home",
    # Of what follows a commit, the page cache's part comes last: then the pictures of a new page are made.
    "site_project",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "wagtail.contrib.redirects",
    "wagtail.contrib.search_promotions",
    "wagtail.contrib.settings",
    "wagtail.contrib.typed_table_block",
    "wagtail.embeds",
    "wagtail.sites",
    "site_project.accounts.apps.UsersConfig",
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.search",
    "wagtail.admin",
    "wagtail",
    "modelcluster",
    "taggit",
    "django_filters",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.humanize",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
]

MIDDLEWARE = [
    "site_project.logs.RequestLogMiddleware",
    "site_project.proxies.VisitorAddressMiddleware",
    "site_project.page_cache.downstream.CacheControlMiddleware",
    # Outermost, so that refusals and error pages carry the headers as well.
    "site_project.content_security_policy.ContentSecurityPolicyMiddleware",
    "site_project.security.SecurityHeadersMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "site_project.health.HealthMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "site_project.accounts.second_factor.SecondFactorMiddleware",
    "home.leaving.GoneMiddleware",
    "wagtail.contrib.redirects.middleware.RedirectMiddleware",
]

ROOT_URLCONF = "site_project.urls"
WSGI_APPLICATION = "site_project.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "wagtail.contrib.settings.context_processors.settings",
            ],
        },
    },
]

# Errors go to the server's own output, where service managers and containers look for them.
if LOG_FORMAT == "json":
    _require("pythonjsonlogger", "LOG_FORMAT is json")
_formatter = {"text": "DiscreetFormatter", "json": "json_formatter"}[LOG_FORMAT]
_line = "{asctime} {levelname} {name} {request_id}: {message}"
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {
        "request_id": {"()": "site_project.logs.RequestIdFilter"},
        "refusals": {"()": "site_project.logs.RefusalFilter"},
    },
    "formatters": {
        LOG_FORMAT: {"()": f"site_project.logs.{_formatter}", "format": _line, "style": "{"},
    },
    "handlers": {
        "output": {
            "class": "logging.StreamHandler",
            # What collects objects reads stdout; a person's lines must not be among what a command prints.
            "stream": f"ext://sys.{'stdout' if LOG_FORMAT == 'json' else 'stderr'}",
            "formatter": LOG_FORMAT,
            "filters": ["request_id", "refusals"],
        }
    },
    "root": {"handlers": ["output"], "level": "WARNING"},
    "loggers": {"django": {"handlers": [], "level": "ERROR"}},
}

if SENTRY_DSN:
    _require("sentry_sdk", "SENTRY_DSN names a place for errors")
    from site_project.sentry import start_sentry

    start_sentry(SENTRY_DSN, __version__)

# State ----------------------------------------------------------------------------------------------------

DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

DATABASE_POOL = None
try:
    _database = dj_database_url.parse(
        DATABASE_URL or f"sqlite:///{DATA_DIR / 'db.sqlite3'}", conn_max_age=60, conn_health_checks=True
    )
except ValueError as error:
    raise ImproperlyConfigured(
        "DATABASE_URL can't be read; write it like postgres://user:password@host:5432/name, "
        "or leave it unset for the built-in SQLite database."
    ) from error
match _database["ENGINE"].rpartition(".")[2]:
    case "sqlite3":
        if _database["NAME"] in {"", ":memory:"}:
            raise ImproperlyConfigured(
                "DATABASE_URL names a database in memory, which no other process has; write it like "
                "sqlite:////srv/clinic/db.sqlite3, or leave it unset for the one in DATA_DIR."
            )
        _database |= {
            "CONN_MAX_AGE": 0,  # a server that is stopped must leave the file whole, without its log
            "OPTIONS": {
                "transaction_mode": "IMMEDIATE",
                "timeout": 20,
                "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
            },
        }
    case "postgresql":
        if not _database["NAME"] and "service" not in _database.get("OPTIONS", {}):
            raise ImproperlyConfigured(
                "DATABASE_URL names no database; write it like postgres://user:password@host:5432/name."
            )
        _require("psycopg_pool", "DATABASE_URL names PostgreSQL")
        # A server that refuses or is silent holds no request, nor the clock, for longer than some seconds:
        # left to the kernel, silence is an error after a quarter of an hour. What DATABASE_URL says counts.
        _database["OPTIONS"] = {
            "connect_timeout": 5,  # seconds
            "tcp_user_timeout": 10_000,  # milliseconds without an answer to what was sent
            "keepalives_idle": 10,  # seconds; then who waits for an answer asks whether the server is there
            "keepalives_interval": 5,
            "keepalives_count": 3,
            **_database.get("OPTIONS", {}),
        }
        # Seconds: how long a request without a connection holds its thread, and how long a pool tries to
        # connect again before it leaves that to the next request; by default it tries ever more rarely.
        DATABASE_POOL = {"min_size": 0, "max_size": 8, "timeout": 3, "reconnect_timeout": 1}
    case _:
        raise ImproperlyConfigured("DATABASE_URL must start with postgres:// or sqlite://.")
DATABASES = {"default": _database}

# Files or Redis, because every web process must see what another one changed.
CACHES = {
    "default": {
        "BACKEND": "site_project.file_cache.SharedFileCache",
        "LOCATION": DATA_DIR / "cache",
        "OPTIONS": {"MAX_ENTRIES": 10_000},
    }
}
if CACHE_URL:
    _require("django_redis", "CACHE_URL names Redis")
    CACHES |= {
        "local": CACHES["default"],
        "shared": read_cache_url(CACHE_URL),
        "default": {"BACKEND": "site_project.shared_cache.SharedCache"},
    }
# What every page shares, in the memory of each process, until something visible changes.
CACHES["kept"] = {"BACKEND": "site_project.page_cache.kept.KeptCache"}

# Whole pages, kept before Django: site_project/page_cache/.
if PAGE_FILES and CACHE_URL:
    raise ImproperlyConfigured(
        "PAGE_FILES is for one machine, and CACHE_URL names a cache for several. Set one of them."
    )
if PURGE_URL and not is_web_address(PURGE_URL):
    raise ImproperlyConfigured(f"PURGE_URL is {PURGE_URL!r}; write the address that a purge is sent to.")
PAGE_CACHE_NEVER = [
    *("/account/", "/admin/", "/documents/", "/enquiries/", "/media/", "/search/", "/static/", "/_util/"),
    *("/healthz", "/readyz"),
]
# Apps and models of which nothing can be on a page that everybody sees.
PAGE_CACHE_IGNORES = {
    *("account", "auth", "contenttypes", "mfa", "sessions", "taggit"),
    *("wagtailadmin", "wagtailsearch", "wagtailusers"),
    *("wagtailsearchpromotions", "wagtailembeds", "wagtailimages", "site_project"),
    *(f"home.{name}" for name in ("clinicrendition", "enquiry", "enquirynote", "outsidelink", "pagetext")),
    *(f"home.{name}" for name in ("searchword", "sendingnetwork", "synonymgroup", "unansweredsearch")),
    *(f"treatments.{name}" for name in ("clinicalreviewtask", "reviewreminder")),
    *(f"wagtailcore.{name}" for name in ("apitoken", "comment", "commentreply", "groupapprovaltask")),
    *(f"wagtailcore.{name}" for name in ("groupcollectionpermission", "grouppagepermission")),
    *(f"wagtailcore.{name}" for name in ("groupsitepermission", "modellogentry", "pagelogentry")),
    *(f"wagtailcore.{name}" for name in ("pagesubscription", "referenceindex", "revision", "task")),
    *(f"wagtailcore.{name}" for name in ("taskstate", "uploadedfile", "workflow", "workflowcontenttype")),
    *(f"wagtailcore.{name}" for name in ("workflowpage", "workflowstate", "workflowtask")),
}

STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "site_project.static_storage.SiteStaticFilesStorage"},
}
if MEDIA_STORAGE_URL:
    MEDIA_STORE = read_media_storage_url(MEDIA_STORAGE_URL)
    for _module in ("storages", "boto3"):
        _require(_module, "MEDIA_STORAGE_URL names a store")
    STORAGES["default"] = {"BACKEND": "site_project.media_store.storage.MediaStore"}
    MIDDLEWARE.append("site_project.media_store.away.StoreAwayMiddleware")
BACKUP_FOLDER = DATA_DIR / "backups"
MEDIA_ROOT = DATA_DIR / "media"
MEDIA_URL = "/media/"
STATIC_ROOT = Path(os.environ.get("STATIC_DIR") or DATA_DIR / "static").resolve()
STATIC_URL = "/static/"
WHITENOISE_USE_FINDERS = DEBUG
FILE_UPLOAD_PERMISSIONS = 0o644

# People and language --------------------------------------------------------------------------------------

LOGIN_URL = WAGTAILADMIN_LOGIN_URL = WAGTAIL_FRONTEND_LOGIN_URL = "/account/login/"
LOGIN_REDIRECT_URL = "/admin/"
LOGOUT_REDIRECT_URL = LOGIN_URL
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]

# Whether whoever may enter the admin needs a second factor: site_project/accounts/.
ADMIN_MFA = _choice("ADMIN_MFA", "required" if _https else "optional", "required", "optional")
ACCOUNT_ADAPTER = "site_project.accounts.adapter.AccountAdapter"
ACCOUNT_AUTHENTICATED_LOGIN_REDIRECTS = False  # or who may not read a page goes round in circles
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_DEFAULT_HTTP_PROTOCOL = _address.scheme
# With the package's own limits on signing in: wrong passwords of a page, from one network.
ACCOUNT_RATE_LIMITS = {"page_password": "10/10m/key"}
ACCOUNT_FORMS = {"login": "site_project.accounts.forms.SignInForm"}
MFA_ADAPTER = "site_project.accounts.adapter.SecondFactorAdapter"
MFA_FORMS = {"add_webauthn": "site_project.accounts.forms.PasskeyForm"}
MFA_ALLOW_UNVERIFIED_EMAIL = True
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_TOTP_TOLERANCE = 1  # the clocks of phones differ
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not _https

AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]

if TIME_ZONE not in available_timezones():
    raise ImproperlyConfigured(f"TIME_ZONE is {TIME_ZONE!r}; write a name such as America/New_York.")

LANGUAGE_CODE = "en-us"
USE_I18N = True
USE_TZ = True

# Wagtail --------------------------------------------------------------------------------------------------

WAGTAIL_SITE_NAME = "Clinic website"
WAGTAIL_PASSWORD_REQUIRED_TEMPLATE = "page_password.html"  # noqa: S105 - a file
WAGTAIL_I18N_ENABLED = False
WAGTAILREDIRECTS_AUTO_CREATE = False  # home/moved.py makes them
# A list of redirects that is uploaded to one of several servers is there for the next step on another.
WAGTAIL_REDIRECTS_FILE_STORAGE = "cache" if CACHE_URL else "tmp_file"
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_ENABLE_WHATS_NEW_BANNER = False
WAGTAIL_GRAVATAR_PROVIDER_URL = None

# Enquiries ------------------------------------------------------------------------------------------------

# Nobody reads the form and fills it in so fast.
ENQUIRY_MINIMUM_SECONDS = 3

# Links to other sites -------------------------------------------------------------------------------------

# Numbers and ports, such as ("127.0.0.1", 8080), that `check_links` asks though they are private: for tests.
LINK_CHECK_ALSO = set()

# The clock ------------------------------------------------------------------------------------------------

# What `manage.py worker` does, which `serve` runs too.
WORKER_JOBS = [
    Job("publish", "Publish pages and take them down on their day", Every(1), "home.jobs.publish"),
    Job("announce", "Tell the clinic of new enquiries", Every(1), "home.jobs.announce_enquiries"),
    Job("pictures", "Make pictures ready that are missing", Every(60), "home.jobs.make_pictures"),
    Job("forget", "Delete what was kept long enough", Daily("02:30"), "home.jobs.forget"),
    Job("backup", "Back up the site", Daily("03:10"), "site_project.jobs.back_up"),
    Job("remind", "Remind of reviews that are due", Daily("06:00"), "treatments.jobs.remind_of_reviews"),
    Job("links", "Check the links to other sites", Weekly("Sunday", "04:00"), "home.jobs.check_links"),
]

# Mail -----------------------------------------------------------------------------------------------------

if MAIL_URL:
    globals().update(read_mail_url(MAIL_URL))
else:
    EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"
# Where nothing sends mail, nothing may promise it.
WAGTAIL_PASSWORD_RESET_ENABLED = bool(MAIL_URL)
DEFAULT_FROM_EMAIL = SERVER_EMAIL = MAIL_FROM or f"website@{_address.hostname}"

WAGTAIL_WORKFLOW_REQUIRE_REAPPROVAL_ON_EDIT = True

WAGTAILIMAGES_IMAGE_MODEL = "home.ClinicImage"
WAGTAILIMAGES_IMAGE_FORM_BASE = "home.uploads.CheckedImageForm"
WAGTAILDOCS_DOCUMENT_FORM_BASE = "home.uploads.CheckedDocumentForm"
WAGTAILIMAGES_EXTENSIONS = ["avif", "heic", "jpg", "jpeg", "png", "webp"]
WAGTAILIMAGES_MAX_UPLOAD_SIZE = 15 * 1024 * 1024
WAGTAILIMAGES_MAX_IMAGE_PIXELS = 50_000_000
WAGTAILDOCS_EXTENSIONS = ["csv", "docx", "odt", "pdf", "pptx", "txt", "xlsx"]
WAGTAILDOCS_MAX_UPLOAD_SIZE = 15 * 1024 * 1024
# Wherever a document lies, the site itself gives it out: it asks who may read it, and adds the headers.
WAGTAILDOCS_SERVE_METHOD = "serve_view"
WAGTAILDOCS_INLINE_CONTENT_TYPES = []  # every document is saved, not opened at the clinic's own address
WAGTAILDOCS_BLOCK_EMBEDDED_CONTENT = False  # site_project/security.py does it, for every download
WAGTAILEMBEDS_FINDERS = []

WAGTAILSEARCH_BACKENDS = {
    "default": {"BACKEND": "wagtail.search.backends.database", "SEARCH_CONFIG": "english"},
}

# The page editor sends one field for each block; Django's limit of 1,000 is too low for a long page.
DATA_UPLOAD_MAX_NUMBER_FIELDS = 10_000
