"""An S3-compatible server of the tests' own, which asks for a key and keeps everything in its memory."""

import json
import os
import socket
import subprocess
import sys
import time
from urllib.parse import quote

import boto3
from botocore.config import Config

from tests.server import free_port

BUCKET = "clinic"
ALL = {"Effect": "Allow", "Action": ["s3:*", "iam:DeleteUserPolicy"], "Resource": "*"}
# What is done below before the server asks for a key: three steps to a key, one to a bucket.
STEPS = 4


class StoreServer:
    """A server with one bucket, run in `folder`; use it in a `with` statement.

    Where it does not ask for a key, anybody may do anything.
    """

    def __init__(self, folder, asks_for_key=True):
        self.folder = folder
        self.steps = str(STEPS) if asks_for_key else "inf"
        self.port = free_port()
        self.endpoint = f"http://127.0.0.1:{self.port}"

    def __enter__(self):
        with (self.folder / "store.log").open("w") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "moto.server", "-H", "127.0.0.1", "-p", str(self.port)],
                cwd=self.folder,
                env={**os.environ, "INITIAL_NO_AUTH_ACTION_COUNT": self.steps},
                stdout=log,
                stderr=subprocess.STDOUT,
            )
        self._wait()
        iam = self._client("iam", "nobody", "nothing")
        iam.create_user(UserName="site")
        policy = json.dumps({"Version": "2012-10-17", "Statement": [ALL]})
        iam.put_user_policy(UserName="site", PolicyName="all", PolicyDocument=policy)
        key = iam.create_access_key(UserName="site")["AccessKey"]
        self.key, self.secret = key["AccessKeyId"], key["SecretAccessKey"]
        self.client = self._client("s3", self.key, self.secret)
        self.client.create_bucket(Bucket=BUCKET)
        return self

    def __exit__(self, *exception):
        self.client.close()
        self.stop()

    @property
    def url(self):
        """What MEDIA_STORAGE_URL has to be."""
        return self.url_with()

    def url_with(self, secret=None, bucket=BUCKET):
        """Return such an address with another secret, or another bucket."""
        secret = quote(secret or self.secret, safe="")
        return f"s3://{self.key}:{secret}@127.0.0.1:{self.port}/{bucket}?tls=off"

    def names(self, bucket=BUCKET):
        """Return the names of all files in `bucket`."""
        return {entry["Key"] for entry in self.client.list_objects_v2(Bucket=bucket).get("Contents", ())}

    def content(self, name, bucket=BUCKET):
        """Return the bytes of the file `name`."""
        return self.client.get_object(Bucket=bucket, Key=name)["Body"].read()

    def withdraw_key(self):
        """Let the site's key do nothing from now on."""
        iam = self._client("iam", self.key, self.secret)
        iam.delete_user_policy(UserName="site", PolicyName="all")

    def stop(self):
        """Stop it at once; what it kept is gone."""
        self.process.kill()
        self.process.wait(timeout=20)

    def _client(self, service, key, secret):
        return boto3.client(
            service,
            aws_access_key_id=key,
            aws_secret_access_key=secret,
            endpoint_url=self.endpoint,
            region_name="us-east-1",
            config=Config(s3={"addressing_style": "path"}),
        )

    def _wait(self):
        for _ in range(300):
            try:
                return socket.create_connection(("127.0.0.1", self.port), timeout=1).close()
            except OSError:
                time.sleep(0.1)
        raise TimeoutError("The store does not answer.")
