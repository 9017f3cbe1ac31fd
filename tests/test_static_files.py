"""The one stylesheet that visitors load, as `collectstatic` joins it from its parts."""

import gzip
import json
import re
from pathlib import Path

import pytest
from django.core.management import call_command

from tests.server import ROOT

SHEET = """@layer tokens, base;
@import url("tokens.css") layer(tokens);
@import url("base.css") layer(base);
"""
TOKENS = ":root { --ink: #123; }\n"
BASE = 'body { background: url("../img/icon.svg"); }\n'


class Collected:
    """The outcome of collecting: the joined stylesheet."""

    def __init__(self, root):
        names = json.loads((root / "staticfiles.json").read_text())["paths"]
        self.name = names["site/css/site.css"]
        self.path = root / self.name
        self.text = self.path.read_text()


@pytest.fixture
def collect(settings, tmp_path):
    """A function that collects the static files in the folder `source`."""
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "site_project.static_storage.SiteStaticFilesStorage"},
    }
    settings.STATICFILES_FINDERS = ["django.contrib.staticfiles.finders.FileSystemFinder"]
    settings.STATIC_ROOT = tmp_path / "collected"

    def _collect(source):
        settings.STATICFILES_DIRS = [source]
        call_command("collectstatic", interactive=False, verbosity=0)
        return Collected(settings.STATIC_ROOT)

    return _collect


@pytest.fixture
def source(tmp_path):
    """A folder with a stylesheet of two parts and the picture that one of them shows."""
    folder = tmp_path / "source"
    write(folder, "css/site.css", SHEET)
    write(folder, "css/tokens.css", TOKENS)
    write(folder, "css/base.css", BASE)
    write(folder, "img/icon.svg", "<svg/>")
    return folder


def write(source, name, text):
    """Put `text` into the file `name` of the site's own part of `source`."""
    path = source / "site" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)


def statements(css):
    """Return `css` without comments, each run of white space made one space."""
    return re.sub(r"\s+", " ", re.sub(r"/\*.*?\*/", "", css, flags=re.DOTALL)).strip()


def test_parts_become_layers(collect, source):
    """A phone makes one request for styles, and the parts override each other as they do unjoined."""
    text = re.sub(r"icon\.[0-9a-f]{12}\.svg", "icon.svg", collect(source).text)
    assert statements(text) == statements(
        f"@layer tokens, base; @layer tokens {{ {TOKENS} }} @layer base {{ {BASE} }}"
    )


def test_relative_addresses_hold(collect, source):
    """A part's pictures are found from where the joined stylesheet lies."""
    sheet = collect(source)
    (address,) = re.findall(r'url\("([^"]+)"\)', sheet.text)
    assert (sheet.path.parent / address).resolve().read_text() == "<svg/>"


@pytest.mark.parametrize("part", ["site.css", "tokens.css", "base.css"])
def test_changed_part_makes_a_new_name(collect, source, part):
    """Browsers keep the stylesheet for ever under its name, so no change may leave the name as it was."""
    before = collect(source)
    path = source / "site" / "css" / part
    path.write_text(path.read_text() + "i { color: red; }\n")
    after = collect(source)
    assert after.name != before.name
    assert "color: red" in after.text
    assert "color: red" not in before.text


def test_unchanged_parts_keep_the_name(collect, source):
    """A restart does not make every visitor load the styles anew."""
    assert collect(source).name == collect(source).name


def test_import_inside_a_part_is_refused(collect, source):
    """Browsers ignore an import inside a layer block: its styles would be lost, but only once collected."""
    write(source, "css/tokens.css", '@import url("base.css") layer(base);\n')
    with pytest.raises(ValueError, match=r"tokens\.css has an @import; .* in site/css/site\.css instead"):
        collect(source)


@pytest.mark.parametrize("line", ["@import url('more.css');", '@import "more.css" layer(base);'])
def test_import_of_another_form_is_refused(collect, source, line):
    """It would not be joined, and browsers ignore an import that does not come first."""
    sheet = source / "site" / "css" / "site.css"
    sheet.write_text(f"{sheet.read_text()}{line}\n")
    with pytest.raises(ValueError, match=r"site\.css has an @import of another form"):
        collect(source)


def test_the_site_has_one_stylesheet(collect):
    """An import in a form that is not joined would cost visitors its styles: browsers want imports first."""
    folder = ROOT / "site_project" / "static"
    sheet = collect(folder)
    css = folder / "site" / "css"
    parts = re.findall(r'@import url\("([^"]+)"\)', (css / "site.css").read_text())
    assert parts
    assert "@import" not in sheet.text
    for part in parts:
        first_rule = statements(Path(css, part).read_text()).partition("{")[0]
        assert first_rule in statements(sheet.text)


def test_the_order_of_layers_comes_first(collect):
    """Layers rank in the order of their first mention; after a rule the statement would come too late."""
    css = statements(collect(ROOT / "site_project" / "static").text)
    order = re.match(r"@layer ([\w, -]+);", css)[1].split(", ")
    assert set(re.findall(r"@layer ([\w-]+) \{", css)) == set(order)


def test_compressed_copy_is_the_joined_one(collect):
    """What is sent is the compressed file; it must not be that of the source with its imports."""
    sheet = collect(ROOT / "site_project" / "static")
    compressed = sheet.path.with_name(f"{sheet.path.name}.gz").read_bytes()
    assert gzip.decompress(compressed).decode() == sheet.text
