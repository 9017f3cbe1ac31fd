"""Whether the store can be used, asked at the start, so that no editor finds out at the first upload."""

from contextlib import suppress

from botocore.exceptions import BotoCoreError, ClientError
from django.core.exceptions import ImproperlyConfigured
from django.core.files.base import ContentFile

from site_project.media_store.storage import MediaStore

# Among the documents: where these can be read by everybody, private ones can.
NAME = "documents/start.txt"


def try_store():
    """List, write, read and delete in the store. Returns what was found, as half a sentence.

    Raises ImproperlyConfigured if that can't be done, or if strangers can read in the bucket.
    """
    store = MediaStore()
    try:
        store.listdir("")
        name = store.save(NAME, ContentFile(b"A server of the site starts.\n"))
        try:
            store.open(name).close()
            is_open = strangers_can_read(store, name)
        finally:
            store.delete(name)
    except OSError as error:
        raise ImproperlyConfigured(str(error)) from error
    if is_open:
        raise ImproperlyConfigured(
            f"Everybody can read what is in the bucket {store.bucket_name} at {store.endpoint_url}, where "
            "originals of pictures and private documents are kept. Close it to the public."
        )
    return f"in the bucket {store.bucket_name} at {store.endpoint_url}, which is closed to others."


def strangers_can_read(store, name):
    """Whether the file `name` is given to who has no key."""
    with suppress(ClientError, BotoCoreError):
        store.unsigned_connection.meta.client.get_object(Bucket=store.bucket_name, Key=name)
        return True
    return False
