"""The frame's stylesheets. Where files are collected a page asks for them as one: a phone asks for six things at a time, and waits for each turn."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.contrib.staticfiles.storage import staticfiles_storage
from whitenoise.storage import CompressedManifestStaticFilesStorage

# In the order in which they decide; addresses in them would be of the first one's folder.
PARTS = ("design/base.css", "design/tokens.css", "design/frame.css", "design/app.css", "trade/trade.css")
WHOLE = "design/whole.css"


class WholeSheets(CompressedManifestStaticFilesStorage):  # type: ignore[misc]
    """WhiteNoise's storage, which also has the parts as one file, hashed and packed as any."""

    sheets = (WHOLE,)

    def post_process(self, paths: dict[str, Any], dry_run: bool = False, **options: Any) -> Iterator[Any]:
        if not dry_run:
            read = []
            for storage, path in (paths[part] for part in PARTS):
                with storage.open(path) as file:
                    read.append(file.read())
            Path(self.path(WHOLE)).write_bytes(b"\n".join(read))
            paths[WHOLE] = (self, WHOLE)
        yield from super().post_process(paths, dry_run, **options)


def sheets() -> tuple[str, ...]:
    """What the frame links: the one file, or its parts where each is served as it is written."""
    return getattr(staticfiles_storage, "sheets", PARTS)
