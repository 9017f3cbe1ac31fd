"""Static files as browsers get them: one joined stylesheet, hashed names, compressed beforehand."""

import posixpath
import re

from django.core.files.base import ContentFile
from django.core.files.storage import InMemoryStorage
from whitenoise.storage import CompressedManifestStaticFilesStorage

IMPORT = re.compile(r'@import url\("(?P<name>[\w.-]+)"\) layer\((?P<layer>[\w-]+)\);')


class SiteStaticFilesStorage(CompressedManifestStaticFilesStorage):
    """WhiteNoise's manifest storage that first joins the parts that site.css imports.

    In development the browser follows the imports itself; collected, they become `@layer` blocks of one file,
    so that a visitor's phone makes a single request for styles. The parts lie beside the stylesheet, so that
    a relative url() in them still points to the same place.
    """

    joined_stylesheet = "site/css/site.css"

    def post_process(self, paths, dry_run=False, **options):
        """Hash and compress as usual, with the joined stylesheet in the place of its source.

        `paths` maps each name to the (storage, path) of its source, also for files collected before. So a
        change in any part always makes a new joined file.
        """
        if self.joined_stylesheet in paths:
            paths = {**paths, self.joined_stylesheet: join_stylesheet(self.joined_stylesheet, paths)}
        yield from super().post_process(paths, dry_run=dry_run, **options)


def join_stylesheet(name, paths):
    """Return the (storage, path) of stylesheet `name` with each import replaced by what it imports.

    Raises ValueError when a part imports another, because browsers would ignore that inside a layer block, or
    when an import has another form than the one that is joined.
    """
    storage = InMemoryStorage()

    def block(match):
        part = _read(*paths[posixpath.join(posixpath.dirname(name), match["name"])])
        if "@import" in part:
            raise ValueError(f"{match['name']} has an @import; import that part in {name} instead.")
        return f"@layer {match['layer']} {{\n{part}}}\n"

    sheet = IMPORT.sub(block, _read(*paths[name]))
    if "@import" in sheet:
        raise ValueError(f'{name} has an @import of another form; write @import url("part.css") layer(name);')
    return storage, storage.save(name, ContentFile(sheet.encode()))


def _read(storage, path):
    with storage.open(path) as file:
        return file.read().decode()
