"""Static files as browsers get them: one joined stylesheet, hashed names, compressed beforehand."""

import re

from django.core.files.base import ContentFile
from whitenoise.storage import CompressedManifestStaticFilesStorage

IMPORT = re.compile(r'@import url\("(?P<name>[\w.-]+)"\) layer\((?P<layer>\w+)\);')


class SiteStaticFilesStorage(CompressedManifestStaticFilesStorage):
    """WhiteNoise's manifest storage that first joins the parts that site.css imports.

    In development the browser follows the imports itself; collected, they become `@layer` blocks of one file,
    so that a visitor's phone makes a single request for styles.
    """

    joined_stylesheet = "site/css/site.css"

    def post_process(self, paths, dry_run=False, **options):
        """Join the stylesheet, then hash and compress as usual. `paths` maps names to (storage, path)."""
        if not dry_run and self.joined_stylesheet in paths:
            self._join(self.joined_stylesheet)
        yield from super().post_process(paths, dry_run=dry_run, **options)

    def _join(self, name):
        folder = name.rpartition("/")[0]
        storage, path = None, self.path(name)
        with open(path, encoding="utf-8") as file:
            sheet = file.read()

        def contents(match):
            with open(self.path(f"{folder}/{match['name']}"), encoding="utf-8") as part:
                return f"@layer {match['layer']} {{\n{part.read()}}}\n"

        joined = IMPORT.sub(contents, sheet)
        if joined != sheet:
            self.delete(name)
            self.save(name, ContentFile(joined.encode()))
