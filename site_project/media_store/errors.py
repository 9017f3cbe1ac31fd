"""What a store answers, and whether it answers, as one line that says what to do."""

import time
from contextlib import contextmanager

from botocore.exceptions import BotoCoreError, ClientError, HTTPClientError
from botocore.exceptions import ConnectionError as NoConnection

from site_project.media_store import StoreError

# "Error responses" of the S3 API.
REFUSED = {"InvalidAccessKeyId", "SignatureDoesNotMatch", "AccessDenied", "AllAccessDisabled", "401", "403"}
MISSING = {"NoSuchKey", "404"}
TAKEN = {"PreconditionFailed", "ConditionalRequestConflict", "409", "412"}


# For so long nobody asks a store that has not answered.
PAUSE = 30


class Silence:
    """What a process knows of a store that does not answer: visitors must not wait for it one by one.

    A few threads answer all visitors. While a store hangs, only one of them at a time waits for it.
    """

    def __init__(self):
        self.until, self.error = None, None

    def begin(self, error):
        """Remember the StoreError `error`."""
        self.until, self.error = time.monotonic() + PAUSE, error

    def end(self):
        """Forget it: the store has answered."""
        self.until = self.error = None

    def refuse(self):
        """Raise that error while it is remembered. After that who comes first may ask, and nobody else."""
        until, error = self.until, self.error
        if until is not None and error is not None:
            if time.monotonic() < until:
                raise StoreError(str(error))
            self.begin(error)


def code_of(error):
    """Return what the store calls `error`, a ClientError: a name, or after HEAD a number."""
    return error.response["Error"].get("Code", "")


@contextmanager
def told_plainly(store):
    """Turn what the client raises within the block into a StoreError, or a FileNotFoundError.

    `store` is the MediaStore. Neither tells the key or the secret. A store that has just not answered is not
    asked.
    """
    store.silence.refuse()
    try:
        yield
    except ClientError as error:
        store.silence.end()
        if code_of(error) in MISSING:
            raise FileNotFoundError("There is no such file in the store.") from error
        raise StoreError(explain(store, error)) from error
    except BotoCoreError as error:
        reason = str(error).strip().partition("\n")[0].rstrip(".")
        told = StoreError(
            f"The store of pictures and documents at {store.endpoint_url} can't be used ({reason})."
        )
        if isinstance(error, NoConnection | HTTPClientError):
            store.silence.begin(told)
        raise told from error
    else:
        store.silence.end()


def explain(store, error):
    """Return the line on `error`, a ClientError."""
    code = code_of(error)
    if code == "NoSuchBucket":
        return (
            f"The store at {store.endpoint_url} has no bucket named {store.bucket_name}. "
            "Make it there, or name another in MEDIA_STORAGE_URL."
        )
    if code in REFUSED:
        return (
            f"The store at {store.endpoint_url} refuses the key in MEDIA_STORAGE_URL ({code}). It must "
            f"be one that may list, read, write and delete in the bucket {store.bucket_name}."
        )
    message = error.response["Error"].get("Message", "").strip().partition("\n")[0].rstrip(".")
    return f"The store at {store.endpoint_url} answers with an error: {message or code}."
