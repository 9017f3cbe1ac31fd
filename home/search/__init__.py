"""The site's own search: what visitors type, and the pages that answer it."""
