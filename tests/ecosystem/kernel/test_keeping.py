"""A secret that several threads want before there is one."""

from __future__ import annotations

import itertools
import stat
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from ecosystem.kernel.keeping import kept_secret


def test_whoever_comes_at_once_keeps_the_first_secret(tmp_path: Path) -> None:
    numbers, together = itertools.count(), threading.Barrier(4, timeout=30)

    def fresh() -> str:
        together.wait()
        return f"secret {next(numbers)}"

    with ThreadPoolExecutor(4) as threads:
        kept = set(threads.map(lambda _: kept_secret(tmp_path / "key", fresh), range(4)))
    assert kept == {(tmp_path / "key").read_text()}
    assert [file.name for file in tmp_path.iterdir()] == ["key"]
    assert stat.S_IMODE((tmp_path / "key").stat().st_mode) == 0o600
