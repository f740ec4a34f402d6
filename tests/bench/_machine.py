"""What the machine gives today, beside which every figure must be read."""

from __future__ import annotations

import os
import tempfile
import time
from pathlib import Path

SYNCS = 40
SPIN_S = 0.3


def told(folder: Path, database: str) -> str:
    """One line: processors, what else they do, the database, and how long the disk takes to keep a page."""
    processors, load = os.cpu_count() or 1, os.getloadavg()[0]
    busy = "" if load < processors / 2 else "; BUSY: these figures are not the machine's best"
    return f"{processors} processors, load {load:.1f}; PostgreSQL {database}; fsync of 8 kB {_sync_ms(folder):.2f} ms{busy}"


def stretched() -> float:
    """How many times as long as its own work a loop takes: 1 where nobody else wants the processor."""
    worked, began = time.thread_time(), time.perf_counter()
    while time.thread_time() - worked < SPIN_S:
        pass
    return (time.perf_counter() - began) / SPIN_S


def _sync_ms(folder: Path) -> float:
    """The median of some writes, each brought to the disk."""
    took = []
    with tempfile.TemporaryFile(dir=folder) as file:
        for _ in range(SYNCS):
            began = time.perf_counter()
            file.write(bytes(8192))
            file.flush()
            os.fsync(file.fileno())
            took.append((time.perf_counter() - began) * 1000)
    return sorted(took)[SYNCS // 2]
