"""Several client processes that do the same thing for a few seconds, begun together."""

from __future__ import annotations

import multiprocessing
import time
from collections.abc import Callable
from dataclasses import dataclass
from multiprocessing.queues import Queue
from multiprocessing.synchronize import Barrier

from tests import databases

Act = Callable[[], None]
# Given a client's number, sets up and returns what it repeats.
MakeAct = Callable[[int], Act]
# Processor seconds so far, by process: what is still there at the end is counted.
Meter = Callable[[], dict[int, float]]
START_TIMEOUT_S = 60


@dataclass(frozen=True, slots=True)
class Tally:
    done: int
    seconds: float
    cpu_seconds: float
    served_seconds: float = 0.0

    @property
    def per_second(self) -> float:
        return self.done / self.seconds

    @property
    def cpu_ms_each(self) -> float:
        return 1000 * self.cpu_seconds / self.done


def repeat(make_act: MakeAct, *, clients: int, seconds: float, meter: Meter = dict) -> Tally:
    """What all clients got done together, the processor time they took themselves, and what the meter says of others.

    Each client acts once before the clock starts; both readings of the meter are taken while
    every client is there and none of them works.
    """
    # Forked, so that each client need not import everything again; connections are not for sharing.
    databases.let_go()
    context = multiprocessing.get_context("fork")
    ready, go, done = (context.Barrier(clients + 1) for _ in range(3))
    counts = context.Queue()
    work = (make_act, seconds, (ready, go, done), counts)
    processes = [context.Process(target=_client, args=(number, *work), daemon=True) for number in range(clients)]
    for process in processes:
        process.start()
    ready.wait(START_TIMEOUT_S)
    before = meter()
    go.wait(START_TIMEOUT_S)
    tallies = [counts.get(timeout=START_TIMEOUT_S + seconds) for _ in processes]
    served = sum(spent - before.get(process, 0.0) for process, spent in meter().items())
    done.wait(START_TIMEOUT_S)
    for process in processes:
        process.join()
    return Tally(sum(t.done for t in tallies), max(t.seconds for t in tallies), sum(t.cpu_seconds for t in tallies), served)


def _client(number: int, make_act: MakeAct, seconds: float, gates: tuple[Barrier, Barrier, Barrier], counts: Queue[Tally]) -> None:
    ready, go, end = gates
    try:
        act = make_act(number)
        act()
    except BaseException:
        ready.abort()
        raise
    ready.wait(START_TIMEOUT_S)
    go.wait(START_TIMEOUT_S)
    done, begun, cpu_begun = 0, time.perf_counter(), time.process_time()
    while time.perf_counter() - begun < seconds:
        act()
        done += 1
    counts.put(Tally(done, time.perf_counter() - begun, time.process_time() - cpu_begun))
    end.wait(START_TIMEOUT_S + seconds)
