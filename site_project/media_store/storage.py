"""The store as Django's storage of media: django-storages' S3Storage, made safe for what the site keeps."""

import base64
import hashlib
import io
import os
import posixpath
from types import SimpleNamespace
from urllib.parse import urljoin

from botocore.config import Config
from botocore.exceptions import ClientError
from django.conf import settings
from django.core.files.base import File
from django.utils.encoding import filepath_to_uri
from storages.backends.s3 import S3Storage

from site_project.media_store.errors import TAKEN, Silence, code_of, told_plainly

CONFIG = Config(
    signature_version="s3v4",
    s3={"addressing_style": "path"},  # a bucket needs no host name of its own
    # A store that is away must not keep many visitors waiting for long.
    connect_timeout=2,
    read_timeout=5,
    retries={"mode": "standard", "total_max_attempts": 2},
    # Checksums that came to S3 in 2024, and that stores of other makers refuse.
    request_checksum_calculation="when_required",
    response_checksum_validation="when_required",
)


class StoredFile(File):
    """A file from the store, read whole: uploads are limited to 15 MB. `modified` is when it was written."""

    def __init__(self, content, name, modified):
        super().__init__(io.BytesIO(content), name)
        self.modified = modified


class MediaStore(S3Storage):
    """The bucket that MEDIA_STORAGE_URL names.

    It takes no arguments: Wagtail writes a storage's arguments down with each file that is to be deleted, and
    the secret must not be among them. Each method raises StoreError where the store fails.
    """

    _process = None

    def __init__(self, **more):
        super().__init__(**more)
        self.silence = Silence()

    def get_default_settings(self):
        """Return what django-storages asks of a storage, and nothing from its own variables."""
        return {
            **super().get_default_settings(),
            "security_token": None,
            "session_profile": None,
            "proxies": None,
            "location": "",
            "file_overwrite": False,
            "default_acl": None,
            "client_config": CONFIG,
            **settings.MEDIA_STORE,
        }

    @property
    def connection(self):
        """The connection of this process: threads share it, and web processes are forked from another one."""
        if self._process != os.getpid():
            self._connections, self._process = SimpleNamespace(), os.getpid()
        return super().connection

    @property
    def bucket(self):
        """The bucket, by the connection of this process."""
        return self.connection.Bucket(self.bucket_name)

    @property
    def client(self):
        """What speaks with the store."""
        return self.connection.meta.client

    def url(self, name):
        """Return the address of the file `name` at the site itself, as for files on its own disk."""
        return urljoin(settings.MEDIA_URL, filepath_to_uri(name).lstrip("/"))

    def exists(self, name):
        """Whether there is a file `name`."""
        with told_plainly(self):
            return super().exists(name)

    def size(self, name):
        """Return how many bytes the file `name` has."""
        with told_plainly(self):
            return super().size(name)

    def listdir(self, name):
        """Return the folders and the files in the folder `name`."""
        with told_plainly(self):
            return super().listdir(name)

    def delete(self, name):
        """Delete the file `name`, if there is one."""
        with told_plainly(self):
            super().delete(name)

    def get_modified_time(self, name):
        """Return when the file `name` was written."""
        with told_plainly(self):
            return super().get_modified_time(name)

    def _open(self, name, mode="rb"):
        """Return the file `name`, which is taken as it is: what leads elsewhere is no name."""
        if mode != "rb":
            raise ValueError("Files in the store are read as bytes, and written whole by save().")
        if "\\" in name or "\0" in name or posixpath.normpath(f"/{name}") != f"/{name}":
            raise FileNotFoundError(f"{name!r} is no name of a file.")
        with told_plainly(self):
            answer = self.client.get_object(Bucket=self.bucket_name, Key=name)
            return StoredFile(answer["Body"].read(), name, answer["LastModified"])

    def _save(self, name, content):
        """Write `content` and return its name: `name`, or one like it if another server has just taken that.

        The store itself sees to it that nothing is overwritten and that all bytes have come.
        """
        content.seek(0)
        body = content.read()
        digest = base64.b64encode(hashlib.md5(body, usedforsecurity=False).digest()).decode()
        while not self._put(name, body, digest):
            name = self.get_available_name(name)
        return name

    def _put(self, name, body, digest):
        """Write `body` unless there is a file `name`. Returns whether it was written."""
        with told_plainly(self):
            try:
                self.client.put_object(
                    Bucket=self.bucket_name, Key=name, Body=body, ContentMD5=digest, IfNoneMatch="*"
                )
            except ClientError as error:
                if code_of(error) not in TAKEN:
                    raise
                return False
            return True
