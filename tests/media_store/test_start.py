"""`manage.py serve` with a store that it can't use: one clear line, and no secret in it."""

import os
import subprocess
import sys
import sysconfig
from pathlib import Path

import pytest

from tests.backup.running import refusal
from tests.media_store.server import BUCKET, StoreServer
from tests.server import ROOT, free_port, serve_environment

FORM = "s3://KEY:SECRET@host:9000/bucket?region=us-east-1"


def refused(folder, url):
    """Return the line with which the site declines to start with `url`."""
    line = refusal(folder / "site", "serve", "--port", str(free_port()), MEDIA_STORAGE_URL=url)
    assert line.startswith("The site can't start. ")
    assert not (folder / "site" / "db.sqlite3").exists()
    return line


@pytest.mark.parametrize(
    "url",
    [
        "garbage",
        "https://key:open-sesame@store.example/clinic",
        "s3://key:open-sesame@store.example",
        "s3://key:open-sesame@store.example/",
        "s3://key:open-sesame@store.example/clinic/pictures",
        "s3://key:open-sesame@store.example:door/clinic",
        "s3://key:open/sesame@store.example/clinic",
        "s3://key@store.example/clinic",
        "s3://store.example/clinic",
        "s3://key:open-sesame@store.example/clinic?tls=maybe",
        "s3://key:open-sesame@store.example/clinic?acl=public",
        "s3://key:open-sesame@store.example/clinic?region",
    ],
)
def test_address_that_cannot_be_read(tmp_path, url):
    """The line shows how one is written."""
    line = refused(tmp_path, url)
    assert "MEDIA_STORAGE_URL can't be read" in line
    assert FORM in line
    assert "sesame" not in line


def test_wrong_secret(store, tmp_path):
    """It is the key that is wrong, and the line doesn't tell what was tried."""
    line = refused(tmp_path, store.url_with(secret="open-sesame"))
    assert (
        f"The store at {store.endpoint} refuses the key in MEDIA_STORAGE_URL (SignatureDoesNotMatch)" in line
    )
    assert "may list, read, write and delete in the bucket clinic" in line
    assert "sesame" not in line
    assert store.key not in line


def test_bucket_that_is_not_there(store, tmp_path):
    """A store makes no bucket by itself."""
    line = refused(tmp_path, store.url_with(bucket="elsewhere"))
    assert f"The store at {store.endpoint} has no bucket named elsewhere. Make it there" in line


def test_nobody_there(tmp_path):
    """A wrong host, or a store that is down."""
    port = free_port()
    line = refused(tmp_path, f"s3://key:open-sesame@127.0.0.1:{port}/clinic?tls=off")
    assert f"at http://127.0.0.1:{port} can't be used" in line
    assert "sesame" not in line


def test_bucket_that_everybody_may_read(tmp_path):
    """Originals tell where a picture was taken, and documents can be private."""
    with StoreServer(tmp_path, asks_for_key=False) as server:
        policy = '{"Statement": [{"Effect": "Allow", "Principal": "*", "Action": "s3:*", "Resource": "*"}]}'
        server.client.put_bucket_policy(Bucket=BUCKET, Policy=policy)
        line = refused(tmp_path, server.url)
        assert "Everybody can read what is in the bucket clinic" in line
        assert "Close it to the public." in line
        assert server.names() == set()


@pytest.mark.parametrize("package", ["storages", "boto3"])
def test_package_that_is_missing(tmp_path, package):
    """One machine does without, so it is not installed there."""
    packages = tmp_path / "packages"
    packages.mkdir()
    for path in Path(sysconfig.get_path("purelib")).iterdir():
        if path.name != package and path.suffix != ".pth":
            (packages / path.name).symlink_to(path)
    done = subprocess.run(
        [sys.executable, "-S", "manage.py", "serve"],
        cwd=ROOT,
        env={
            **serve_environment(tmp_path / "site", MEDIA_STORAGE_URL="s3://key:sesame@store.example/clinic"),
            "PYTHONPATH": os.fspath(packages),
        },
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 1
    assert done.stderr == (
        "The site can't start. MEDIA_STORAGE_URL names a store, and what that needs is not installed. "
        "Install it: .venv/bin/pip install -r deploy/requirements.txt\n"
    )
