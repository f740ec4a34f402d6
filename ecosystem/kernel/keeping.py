"""Secrets that no environment gave: made once in the state folder, readable by their owner only."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable
from pathlib import Path


def kept_secret(file: Path, fresh: Callable[[], str]) -> str:
    """What the file holds; the first to come makes it, of several threads or processes."""
    if not file.exists():
        file.parent.mkdir(parents=True, exist_ok=True)
        # Of a name that nobody else has, and readable by nobody else.
        descriptor, name = tempfile.mkstemp(dir=file.parent, prefix=f"{file.name}.")
        beside = Path(name)
        with os.fdopen(descriptor, "w") as made:
            made.write(fresh())
        try:
            # A link, not a rename: whoever comes second must keep the first secret.
            os.link(beside, file)
        except FileExistsError:
            pass
        finally:
            beside.unlink()
    return file.read_text()
