"""Rules of the layout that the code itself must keep."""

import ast
from pathlib import Path

import pytest
from django.core.management import call_command

ROOT = Path(__file__).resolve().parent.parent
ABOVE = {"home": {"treatments", "site_project"}, "treatments": {"site_project"}}


def imported_packages(path):
    """Return the top-level packages that the Python file at `path` imports."""
    packages = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            packages |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            packages.add((node.module or "").partition(".")[0])
    return packages


@pytest.mark.parametrize("package", ABOVE)
def test_imports_point_one_way(package):
    """What every page shares must not know the page types built on it."""
    files = list((ROOT / package).rglob("*.py"))
    assert files
    assert {str(file): found for file in files if (found := imported_packages(file) & ABOVE[package])} == {}


def test_how_the_site_runs_knows_no_page_type():
    """Only the routes and the settings may name the apps, so that pages can change without the server."""
    files = [
        file for file in (ROOT / "site_project").rglob("*.py") if file.name not in {"urls.py", "settings.py"}
    ]
    assert files
    assert {str(file) for file in files if imported_packages(file) & {"home", "treatments"}} == set()


@pytest.mark.django_db
def test_no_migration_is_pending():
    """A model changed without its migration breaks the next start."""
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


@pytest.mark.parametrize("package", [*ABOVE, "site_project"])
def test_one_initial_migration(package):
    """Until the first release the initial migration is made anew rather than repaired."""
    assert [file.name for file in (ROOT / package / "migrations").glob("0*.py")] == ["0001_initial.py"]
