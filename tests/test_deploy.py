"""deploy/: the image and the several servers, as far as they can be checked without a Docker engine."""

import json
import os
import re
import subprocess
import sys
from secrets import token_hex

import pytest
from django.core.management import get_commands, load_command_class

from tests.deploying import DEPLOY, build_context, compose, copied, instructions, is_ignored, site_services
from tests.server import ROOT, RunningSite, serve_environment

SETTINGS = set(
    re.findall(
        r'(?:environ\.get|_flag|_number|_choice)\(\s*"([A-Z_]+)"',
        (ROOT / "site_project/settings.py").read_text(),
    )
)
PLACEHOLDER = re.compile(r"\$\{([A-Z_]+)")
PINNED = re.compile(r"[a-z/.-]+:v?\d+\.\d+[\w.-]*")


def last(name):
    """Return what the last instruction of that name in the Dockerfile says."""
    return [rest for found, rest in instructions() if found == name][-1]


def test_the_settings_table_is_whole():
    """Whatever the site reads is in the README's table, and nothing else is."""
    rows = re.findall(r"^\| (`[A-Z].*?) \|", (ROOT / "README.md").read_text(), flags=re.MULTILINE)
    documented = {name for row in rows for name in re.findall(r"`([A-Z_]+)`", row)}
    assert documented == SETTINGS - {"SERVED_URL"}


def test_image_is_made_of_what_is_there():
    """Each file that is copied exists and gets past .dockerignore; what must not be in an image does not."""
    for source, _target in copied():
        assert (ROOT / source).exists(), source
        assert not is_ignored(source), source
    for path in ("var/secret_key", "deploy/.env", ".git/config", "tests/settings.py", ".venv/bin/python"):
        assert is_ignored(path), path
    assert is_ignored("home/__pycache__/apps.cpython-311.pyc")


def test_image_has_everything_that_is_imported():
    """A package of the site that is missing in the image would show at its first start only."""
    packages = {path.parent.name for path in ROOT.glob("*/__init__.py")} - {"tests"}
    assert packages <= {source for source, _target in copied()}


def test_images_are_pinned():
    """What runs is what was chosen, also next year."""
    images = {rest.split()[0] for name, rest in instructions() if name == "FROM"}
    services = compose()["services"].values()
    images |= {service["image"] for service in services if "build" not in service}
    assert len(images) >= 5
    assert [image for image in images if not PINNED.fullmatch(image)] == []


def test_backups_fit_the_database():
    """pg_dump refuses a server that is newer than itself."""
    (client,) = re.findall(r"postgresql-client-(\d+)", (DEPLOY / "Dockerfile").read_text())
    assert compose()["services"]["database"]["image"].startswith(f"postgres:{client}.")


def test_site_has_no_rights():
    """A user without a name on the host, a root file system that stays as it is, no capabilities."""
    assert re.fullmatch(r"[1-9]\d{3,}:[1-9]\d{3,}", last("USER"))
    number = last("USER").partition(":")[0]
    services = site_services()
    assert set(services) == {"prepare", "web-1", "web-2", "worker"}
    for service in services.values():
        assert service["read_only"] is True
        assert service["cap_drop"] == ["ALL"]
        assert "user" not in service and "privileged" not in service
        places = [*service.get("tmpfs", []), *(volume.split(":")[1] for volume in service.get("volumes", []))]
        folders = {place.partition(":")[0]: place for place in places}
        assert set(folders) == {"/tmp", "/data"}
        assert folders["/data"] in {"/data", f"/data:uid={number},gid={number},mode=0700"}


def commands():
    """Return the arguments to manage.py of each command in the image and in compose.yaml."""
    image = json.loads(last("CMD"))
    run = [service.get("command", image) for service in site_services().values()]
    build = re.findall(r"manage\.py ([a-z][^&\n]*)", " ".join(r for n, r in instructions() if n == "RUN"))
    return [*(line[2:] for line in [image, *run]), *(line.split()[:2] for line in build)]


def test_commands_exist():
    """With the options that they are given. Only one place runs the clock."""
    found = commands()
    assert [
        found[0],
        *(line for line in found[1:] if line[0] != "serve"),
    ] == [["serve", "--host", "0.0.0.0"], ["prepare"], ["worker"], ["prepare", "--static"]]
    for name, *options in found:
        command = load_command_class(get_commands()[name], name)
        command.create_parser("manage.py", name).parse_args(options)
    webs = [line for line in found[1:] if line[0] == "serve"]
    assert len(webs) == 2
    assert all("--no-worker" in line for line in webs)


def test_every_variable_is_read():
    """A name that nothing reads would be a setting that does nothing."""
    told = {name for service in site_services().values() for name in service["environment"]}
    environment = dict(re.findall(r"([A-Z_]+)=(\S+)", last("ENV")))
    assert told <= SETTINGS
    assert {"DATA_DIR", "STATIC_DIR"} <= environment.keys() & SETTINGS
    assert {"SITE_URL", "SECRET_KEY", "DATABASE_URL", "CACHE_URL", "MEDIA_STORAGE_URL"} <= told


def test_every_placeholder_is_in_the_example():
    """And nothing is in the example that compose.yaml does not use. Secrets are empty there, and needed."""
    text = (DEPLOY / "compose.yaml").read_text()
    example = dict(
        line.split("=", 1)
        for line in (DEPLOY / ".env.example").read_text().splitlines()
        if line and not line.startswith("#")
    )
    assert set(PLACEHOLDER.findall(text)) == example.keys()
    for name in ("SECRET_KEY", "DATABASE_PASSWORD", "CACHE_PASSWORD", "STORE_SECRET"):
        assert example[name] == ""
        assert re.search(rf"\${{{name}(?!:\?}})", text) is None


def test_secrets_are_not_committed():
    """The file that is filled in stays out of the project's history."""
    done = subprocess.run(["git", "check-ignore", "deploy/.env"], cwd=ROOT, capture_output=True, check=False)
    assert done.returncode == 0


def test_addresses_can_be_read(tmp_path):
    """What compose.yaml makes of a filled-in example is what the site can read."""
    values = dict.fromkeys(PLACEHOLDER.findall((DEPLOY / "compose.yaml").read_text()), token_hex(32))
    values |= {"SITE_NAME": "clinic.example", "TIME_ZONE": "UTC", "MAIL_URL": "", "SENTRY_DSN": ""}
    given = {
        name: re.sub(r"\$\{([A-Z_]+)[^}]*\}", lambda match: values[match[1]], value)
        for name, value in site_services()["web-1"]["environment"].items()
    }
    done = subprocess.run(
        [sys.executable, "manage.py", "check", "--deploy", "--fail-level", "WARNING"],
        cwd=ROOT,
        env=serve_environment(tmp_path, **given, STATIC_DIR=str(tmp_path / "static")),
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert (done.returncode, done.stdout + done.stderr) == (
        0,
        "System check identified no issues (2 silenced).\n",
    )


def test_order_of_the_start():
    """The database is prepared once, before the servers; Caddy comes when they answer."""
    services = compose()["services"]
    for name in ("web-1", "web-2", "worker"):
        assert services[name]["depends_on"] == {"prepare": {"condition": "service_completed_successfully"}}
    for name, needed in services["prepare"]["depends_on"].items():
        assert needed["condition"] in {"service_healthy", "service_completed_successfully"}
        if needed["condition"] == "service_healthy":
            assert "healthcheck" in services[name]
    assert set(services["caddy"]["depends_on"]) == {"web-1", "web-2"}
    assert "/healthz" in last("HEALTHCHECK")
    caddy = (DEPLOY / "compose.Caddyfile").read_text()
    assert "web-1:8000 web-2:8000" in caddy
    assert last("EXPOSE") == "8000"


def contents(folder):
    """Return the bytes of each file below `folder` by its path."""
    return {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.fixture(scope="module")
def image(tmp_path_factory):
    """The folders /site and /static of an image, made by hand by the Dockerfile's own step."""
    folder = tmp_path_factory.mktemp("image")
    site, static = folder / "site", folder / "static"
    site.mkdir()
    build_context(site)
    (step,) = (rest for name, rest in instructions() if name == "RUN" and "manage.py prepare" in rest)
    step = step.replace("/tmp/data", str(folder / "data")).replace("/static", str(static), 1)
    step = step.replace("/venv/bin/python", sys.executable)
    environment = {"PATH": os.environ["PATH"], "PYTHONDONTWRITEBYTECODE": "1"}
    done = subprocess.run(
        ["sh", "-c", step], cwd=site, env=environment, capture_output=True, text=True, check=True
    )
    assert done.stdout == "Static files: collected and compressed.\n"
    return site, static


def test_server_writes_to_its_data_folder_alone(image, tmp_path):
    """On a root file system that is read-only it could write nowhere else; static files stay as built."""
    site, static = image
    for path in static.rglob("*"):
        os.utime(path, (1_600_000_000, 1_600_000_000))  # as layers do that keep whole seconds
    before = contents(site), contents(static)
    served = RunningSite(
        tmp_path / "data", "--no-worker", STATIC_DIR=str(static), PYTHONDONTWRITEBYTECODE="1"
    )
    served.root = site
    with served:
        assert served.get("/healthz") == served.get("/readyz") == served.get("/") == 200
        page = served.read("/").decode()
        sheet = re.search(r'href="(/static/site/css/site\.[0-9a-f]{12}\.css)"', page)[1]
        assert served.get(sheet) == 200
    assert "Static files: up to date.\n" in served.output
    assert (contents(site), contents(static)) == before
    assert not (tmp_path / "data" / "static").exists()


def test_static_files_that_cannot_be_written(tmp_path):
    """The build stops with one line."""
    done = subprocess.run(
        [sys.executable, "manage.py", "prepare", "--static"],
        cwd=ROOT,
        env=serve_environment(tmp_path, STATIC_DIR="/proc/static"),
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 1
    (line,) = done.stderr.splitlines()
    assert "The folder of static files /proc/static can't be used" in line


def test_commands_run_without_what_more_machines_need(tmp_path):
    """The README's first command installs requirements.txt alone."""
    missing = "pythonjsonlogger psycopg psycopg_pool django_redis redis sentry_sdk storages boto3 botocore"
    code = (
        f"import sys; sys.modules |= dict.fromkeys({missing!r}.split()); "
        "sys.argv[1:] = ['check']; import manage; manage.main()"
    )
    environment = {**os.environ, "DATA_DIR": str(tmp_path), "DJANGO_SETTINGS_MODULE": "site_project.settings"}
    environment |= {"DATABASE_URL": "", "CACHE_URL": ""}
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, env=environment, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
