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
START_TIMEOUT_S = 60


@dataclass(frozen=True, slots=True)
class Tally:
    done: int
    seconds: float
    cpu_seconds: float

    @property
    def per_second(self) -> float:
        return self.done / self.seconds

    @property
    def cpu_ms_each(self) -> float:
        return 1000 * self.cpu_seconds / self.done


def repeat(make_act: MakeAct, *, clients: int, seconds: float) -> Tally:
    """What all clients got done together, and the processor time they took themselves."""
    # Forked, so that each client need not import everything again; connections are not for sharing.
    databases.let_go()
    context = multiprocessing.get_context("fork")
    gate, counts = context.Barrier(clients), context.Queue()
    processes = [context.Process(target=_client, args=(make_act, number, seconds, gate, counts), daemon=True) for number in range(clients)]
    for process in processes:
        process.start()
    tallies = [counts.get(timeout=START_TIMEOUT_S + seconds) for _ in processes]
    for process in processes:
        process.join()
    return Tally(sum(t.done for t in tallies), max(t.seconds for t in tallies), sum(t.cpu_seconds for t in tallies))


def _client(make_act: MakeAct, number: int, seconds: float, gate: Barrier, counts: Queue[Tally]) -> None:
    act = make_act(number)
    act()
    gate.wait(START_TIMEOUT_S)
    done, begun, cpu_begun = 0, time.perf_counter(), time.process_time()
    while time.perf_counter() - begun < seconds:
        act()
        done += 1
    counts.put(Tally(done, time.perf_counter() - begun, time.process_time() - cpu_begun))
