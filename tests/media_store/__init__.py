"""Pictures and documents in an S3-compatible store."""
