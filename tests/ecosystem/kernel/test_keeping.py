from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier
from uuid import uuid4

from ecosystem.kernel.keeping import kept_secret


def test_threads_that_come_at_once_to_an_empty_folder_keep_one_secret(tmp_path: Path) -> None:
    file, meeting = tmp_path / "new" / "key", Barrier(4)

    def fresh() -> str:
        # Each is making one while the others are.
        meeting.wait(10)
        return uuid4().hex

    with ThreadPoolExecutor(4) as threads:
        told = list(threads.map(lambda _: kept_secret(file, fresh), range(4)))
    assert len(set(told)) == 1 and kept_secret(file, fresh) == told[0]
    assert [found.name for found in file.parent.iterdir()] == ["key"] and file.stat().st_mode & 0o777 == 0o600
