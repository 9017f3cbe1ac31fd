"""The page cache: never stale, never somebody else's page, bounded, and out of the way."""
