"""What a day costs the processors, and what a bare page of the same servers waits for meanwhile: by these the day's milliseconds are read."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from tests import databases
from tests.bench._served import TICKS, Caller, family, seconds_of

EVERY_S, BARE = 0.5, "/healthz"


@dataclass
class Spent:
    """Processor seconds of the servers, the database, the workers and the crowd, the wall's, and what all programs of the machine had together."""

    bare: list[float] = field(default_factory=list)
    servers: float = 0.0
    database: float = 0.0
    workers: float = 0.0
    crowd: float = 0.0
    wall: float = 0.0
    machine: float = 0.0

    def told(self, orders: int) -> str:
        parts = {"web": self.servers, "database": self.database, "workers": self.workers, "the crowd itself": self.crowd}
        each = ", ".join(f"{name} {seconds / max(orders, 1) * 1000:.0f}" for name, seconds in parts.items())
        ours, whole = sum(parts.values()), self.wall * (os.cpu_count() or 1)
        return f"processor ms an order: {each}; of the machine ours had {ours / whole:.0%}, others {max(0.0, self.machine - ours) / whole:.0%}"


@contextmanager
def watched(port: int, programs: tuple[int, ...]) -> Iterator[Spent]:
    """``programs`` are the server and the workers that began when the day does."""
    server, *workers = programs
    spent, over = Spent(), threading.Event()
    before, began = _read(server, workers), time.monotonic()
    caller = Caller(port)

    def asks() -> None:
        while not over.wait(EVERY_S):
            at = time.perf_counter()
            caller.send("GET", BARE)
            spent.bare.append((time.perf_counter() - at) * 1000)

    asking = threading.Thread(target=asks, daemon=True)
    asking.start()
    try:
        yield spent
    finally:
        over.set()
        asking.join()
        after = _read(server, workers)
        spent.servers, spent.database, spent.workers, spent.crowd, spent.machine = (b - a for a, b in zip(before, after, strict=True))
        spent.wall = time.monotonic() - began


def _read(server: int, workers: list[int]) -> tuple[float, float, float, float, float]:
    own, database = time.process_time(), seconds_of(family(_postmaster()), ended=True)
    return seconds_of(family(server)), database, sum(seconds_of(family(pid)) for pid in workers), own, _machine()


def _postmaster() -> int:
    """The parent of whichever of the database's processes answers."""
    with databases.owner_connection() as owner:
        pid = owner.execute("SELECT pg_backend_pid()").fetchone()
    assert pid is not None
    return int(Path(f"/proc/{pid[0]}/stat").read_text().rsplit(")", 1)[1].split()[1])


def _machine() -> float:
    """What all programs had of all processors: user, nice and system time."""
    user, nice, system = map(int, Path("/proc/stat").read_text().split()[1:4])
    return (user + nice + system) / TICKS
