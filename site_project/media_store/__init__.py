"""Pictures and documents in an S3-compatible store, which MEDIA_STORAGE_URL names and several servers share.

Nobody but the site asks the store, and nobody else may: what visitors load has the same addresses, the same
checks and the same headers as on one machine. An address in the store, signed for a while, would name another
host, carry no headers of the site's, and open a document to whoever has it, also when it is private by then.
"""


class StoreError(OSError):
    """What is wrong with the store, in one line. For Wagtail and for backups it is like a disk that fails."""
