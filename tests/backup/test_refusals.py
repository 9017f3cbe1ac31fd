"""Archives that are not restored, each with its reason in one line and the present data untouched."""

import json
import random
import stat
import zipfile

import pytest
from django.core.management import CommandError, call_command

from tests.backup.forging import forge, seal
from tests.backup.running import refusal, state
from tests.databases import copy_site

# About SQLite's file, and about data that are swapped in one folder. On PostgreSQL: test_postgresql.py.
pytestmark = pytest.mark.sqlite


@pytest.fixture
def present(new_site_data, tmp_path):
    """A data folder with a site in it."""
    return copy_site(new_site_data, tmp_path / "present")


@pytest.fixture
def refuse(present):
    """A function that returns why an archive is not restored, after checking that nothing changed."""
    before = state(present)

    def refuse(archive):
        with pytest.raises(CommandError) as caught:
            call_command("restore", archive, into=present)
        assert state(present) == before
        assert {path.name for path in present.iterdir()} <= {name.partition("/")[0] for name in before} | {
            "cache",
            "media",
        }
        reason = str(caught.value)
        assert reason.startswith("Nothing was restored. ")
        assert "\n" not in reason
        return reason

    return refuse


def test_cut_short(refuse, archive, tmp_path):
    """Wherever the end is missing, and where there is nothing at all."""
    data = archive.read_bytes()
    broken = tmp_path / archive.name
    for length in (0, 1, 63, 64, 1000, len(data) // 2, len(data) - 100, len(data) - 64, len(data) - 1):
        broken.write_bytes(data[:length])
        assert "damaged, cut short" in refuse(broken)


def test_one_bit(refuse, archive, tmp_path):
    """Any bit of the file: in its headers, its contents, its directory or its end."""
    data = archive.read_bytes()
    broken = tmp_path / archive.name
    at_random = random.Random(20261128).sample(range(len(data)), 60)
    for position in (0, 10, 27, *at_random, len(data) - 80, len(data) - 65, len(data) - 64, len(data) - 1):
        changed = bytearray(data)
        changed[position] ^= 1 << position % 8
        broken.write_bytes(changed)
        assert "damaged, cut short" in refuse(broken), position


def test_damage_under_a_new_seal(refuse, archive, tmp_path):
    """What is unpacked is compared with the manifest, member by member."""
    name = "database.sqlite3"
    lost = forge(tmp_path / "lost.zip", archive, drop=[name])
    assert "holds other files than its manifest says" in refuse(lost)
    with zipfile.ZipFile(archive) as file:
        members = json.loads(file.read("manifest.json"))["members"]
    members[name]["sha256"] = "0" * 64
    other = forge(tmp_path / "other.zip", archive, {"members": members})
    assert f"{name} is not what the manifest says" in refuse(other)
    data = bytearray(archive.read_bytes())
    data[1000] ^= 1
    torn = tmp_path / "torn.zip"
    torn.write_bytes(data)
    assert f"is damaged in {name}" in refuse(seal(torn))


@pytest.mark.parametrize(
    ("manifest", "reason"),
    [
        ({"format": 2}, "has format 2, and this release of the site reads format 1"),
        ({"format": "1"}, "has format '1'"),
        ({"database": "PostgreSQL"}, "holds a PostgreSQL database, and DATABASE_URL names SQLite"),
        (
            {"migrations": [["home", "0099_later"]]},
            "made by a newer release of this site (it has home.0099_later)",
        ),
        ({"migrations": []}, "has other migrations than its backup says"),
        ({"rows": {"wagtailcore_page": 1}}, "rows, and its backup has"),
        ({"rows": None}, "has no manifest that this release can read"),
        ({"migrations": [1]}, "has no manifest that this release can read"),
    ],
)
def test_manifest_that_does_not_fit(refuse, archive, tmp_path, manifest, reason):
    """Another format, another database, a newer release, or words that the content belies."""
    assert reason in refuse(forge(tmp_path / "forged.zip", archive, manifest))


@pytest.mark.parametrize(
    "name",
    [
        "../escaped",
        "media/../../escaped",
        "/tmp/escaped-from-a-backup",
        "media//escaped",
        "media/./escaped",
        "..\\escaped",
        "media/a\\..\\escaped",
        "static/escaped.js",
        "media/",
    ],
)
def test_path_that_leads_out(refuse, archive, tmp_path, name):
    """No member can get anywhere but below the new data."""
    forged = forge(tmp_path / "forged.zip", archive, members=[(name, b"escaped")])
    assert repr(name) in refuse(forged)
    assert [path for path in tmp_path.rglob("*escaped*") if "forged" not in path.name] == []


@pytest.mark.parametrize("kind", [stat.S_IFLNK, stat.S_IFCHR, stat.S_IFBLK, stat.S_IFIFO, stat.S_IFSOCK])
def test_member_that_is_no_file(refuse, archive, tmp_path, kind):
    """No links, no devices."""
    entry = zipfile.ZipInfo("media/other")
    entry.external_attr = (kind | 0o777) << 16
    assert "no ordinary file" in refuse(forge(tmp_path / "forged.zip", archive, members=[(entry, b"/etc")]))


def test_the_same_name_twice(refuse, archive, tmp_path):
    """The second would replace the first after it was checked."""
    with pytest.warns(UserWarning, match="Duplicate name"):
        forged = forge(tmp_path / "forged.zip", archive, members=[("database.sqlite3", b"other")])
    assert "holds other files than its manifest says" in refuse(forged)


def test_what_is_no_archive(refuse, tmp_path):
    """A name typed wrong, a folder, another ZIP file."""
    assert "can't be read (No such file or directory)" in refuse(tmp_path / "nothing.zip")
    assert "can't be read (Is a directory)" in refuse(tmp_path)
    other = tmp_path / "other.zip"
    with zipfile.ZipFile(other, "w") as file:
        file.writestr("notes.txt", "no backup")
    assert "no backup of this site" in refuse(other)
    assert "no manifest that this release can read" in refuse(seal(other))


def test_said_by_the_commands(archive, tmp_path):
    """A line of output and a status of 1, without a traceback, from both commands."""
    broken = tmp_path / "broken.zip"
    broken.write_bytes(archive.read_bytes()[:-1])
    reason = "broken.zip is damaged, cut short or no backup of this site"
    assert f"CommandError: Nothing was restored. {reason}" in refusal(tmp_path / "site", "restore", broken)
    assert f"CommandError: {reason}" in refusal(tmp_path / "site", "backup", "--verify", broken)
