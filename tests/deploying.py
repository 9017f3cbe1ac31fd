"""Reading the files in deploy/, and doing by hand what a Docker engine would do with them."""

import re
import shlex
import shutil

import yaml

from tests.server import ROOT

DEPLOY = ROOT / "deploy"


def instructions():
    """Return the Dockerfile's instructions as (name, rest) pairs, continued lines joined."""
    text = re.sub(r"^#.*\n", "", (DEPLOY / "Dockerfile").read_text(), flags=re.MULTILINE)
    lines = text.replace("\\\n", " ").splitlines()
    return [tuple(line.split(None, 1)) for line in lines if line.strip()]


def copied():
    """Return (source, target) of each COPY from the project's folder, as the Dockerfile has them."""
    rests = [shlex.split(rest) for name, rest in instructions() if name == "COPY"]
    return [(source, target) for source, target in (rest for rest in rests if len(rest) == 2)]


def is_ignored(path):
    """Whether .dockerignore keeps `path` of the project out of the build: its last rule that fits says so."""
    ignored = False
    for rule in (ROOT / ".dockerignore").read_text().splitlines():
        if not rule or rule.startswith("#"):
            continue
        wanted = rule.startswith("!")
        pattern = rule.removeprefix("!")
        regex = re.escape(pattern).replace(r"\*\*/", "(?:.*/)?").replace(r"\*", "[^/]*")
        if re.fullmatch(f"{regex}(?:/.*)?", path):
            ignored = not wanted
    return ignored


def build_context(folder):
    """Copy into `folder` what the image's /site holds."""
    for source, target in copied():
        (folder / target).parent.mkdir(parents=True, exist_ok=True)
        if (ROOT / source).is_dir():
            shutil.copytree(ROOT / source, folder / target, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy2(ROOT / source, folder / target)


def compose():
    """Return compose.yaml, parsed; aliases are resolved."""
    return yaml.safe_load((DEPLOY / "compose.yaml").read_text())


def site_services():
    """Return the services of compose.yaml that run the site, by name."""
    return {name: service for name, service in compose()["services"].items() if "build" in service}
