"""Secrets that no environment gave: made once in the state folder, readable by their owner only."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from secrets import token_hex


def kept_secret(file: Path, fresh: Callable[[], str]) -> str:
    """What the file holds; the first process to come makes it."""
    if not file.exists():
        file.parent.mkdir(parents=True, exist_ok=True)
        # A name of this call's own: threads share a process, and in a container every first process has the number of the last one.
        beside = file.with_name(f"{file.name}.{token_hex(8)}")
        descriptor = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
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
