"""Reads MEDIA_STORAGE_URL, which names the store of pictures and documents that several servers share."""

import re
from urllib.parse import parse_qsl, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

# A bucket's name, as S3 has had it since its beginning ("Bucket naming rules").
BUCKET = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{1,253}[A-Za-z0-9]")
OPTIONS = {"region", "tls"}
TLS = {"on": "https", "off": "http"}


def read_media_storage_url(url):
    """Return MediaStore's settings of the bucket at `url`, such as s3://KEY:SECRET@s3.example/bucket.

    Behind a question mark may stand `region=`, which some stores want, and `tls=off` for a store that speaks
    plain http, within a network of its own. Raises ImproperlyConfigured, without the secret, when `url` can't
    be read.
    """
    try:
        parts = urlsplit(url)
        options = dict(parse_qsl(parts.query, strict_parsing=True)) if parts.query else {}
        bucket, port = parts.path[1:], parts.port
        protocol = TLS[options.get("tls", "on")]
        whole = parts.hostname and parts.username and parts.password and BUCKET.fullmatch(bucket)
        if parts.scheme != "s3" or not whole or options.keys() - OPTIONS or parts.fragment:
            raise ValueError
    except (KeyError, ValueError):
        raise ImproperlyConfigured(
            "MEDIA_STORAGE_URL can't be read; write it as s3://KEY:SECRET@host:9000/bucket?region=us-east-1, "
            "with %2F for a / in the secret and &tls=off for a store without https, or leave it unset: then "
            "pictures and documents are in DATA_DIR."
        ) from None
    host = f"[{parts.hostname}]" if ":" in parts.hostname else parts.hostname
    return {
        "access_key": unquote(parts.username),
        "secret_key": unquote(parts.password),
        "endpoint_url": f"{protocol}://{host}" + (f":{port}" if port else ""),
        "bucket_name": bucket,
        "region_name": options.get("region", "us-east-1"),
    }
