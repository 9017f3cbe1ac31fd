"""What a store answers, and whether it answers, as one line that says what to do."""

from contextlib import contextmanager

from botocore.exceptions import BotoCoreError, ClientError

from site_project.media_store import StoreError

# "Error responses" of the S3 API.
REFUSED = {"InvalidAccessKeyId", "SignatureDoesNotMatch", "AccessDenied", "AllAccessDisabled", "401", "403"}
MISSING = {"NoSuchKey", "404"}
TAKEN = {"PreconditionFailed", "ConditionalRequestConflict", "409", "412"}


def code_of(error):
    """Return what the store calls `error`, a ClientError: a name, or after HEAD a number."""
    return error.response["Error"].get("Code", "")


@contextmanager
def told_plainly(store):
    """Turn what the client raises within the block into a StoreError, or a FileNotFoundError.

    `store` is the MediaStore. Neither tells the key or the secret.
    """
    try:
        yield
    except ClientError as error:
        if code_of(error) in MISSING:
            raise FileNotFoundError("There is no such file in the store.") from error
        raise StoreError(explain(store, error)) from error
    except BotoCoreError as error:
        reason = str(error).strip().partition("\n")[0].rstrip(".")
        raise StoreError(
            f"The store of pictures and documents at {store.endpoint_url} can't be used ({reason})."
        ) from error


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
