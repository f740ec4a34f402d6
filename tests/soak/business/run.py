"""Everybody at once, as chance has it, for so many seconds; then the sweeps, and the books."""

from __future__ import annotations

import random
import sys
import threading
import time
import traceback
from collections import Counter, defaultdict
from dataclasses import dataclass, field

from django.db import connection

from ecosystem.kernel.errors import DomainError

from . import buying, counting, serving, settling  # noqa: F401  (they join the verbs)
from .town import VERBS, Chance, NothingThere, Town

WORKERS = 8


@dataclass
class Tally:
    """What became of every call, by verb; what should never happen, with the traceback and the seed that leads there."""

    tried: Counter[str] = field(default_factory=Counter)
    done: Counter[str] = field(default_factory=Counter)
    refused: dict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    faults: list[str] = field(default_factory=list)

    def add(self, other: Tally) -> None:
        self.tried += other.tried
        self.done += other.done
        for name, codes in other.refused.items():
            self.refused[name] += codes
        self.faults += other.faults

    @property
    def never(self) -> list[str]:
        return [name for name in VERBS if not self.done[name]]

    def table(self) -> str:
        rows = [f"{'verb':24}{'tried':>7}{'done':>7}  refused"]
        for name in VERBS:
            codes = ", ".join(f"{code} {count}" for code, count in self.refused[name].most_common())
            rows.append(f"{name:24}{self.tried[name]:>7}{self.done[name]:>7}  {codes}")
        return "\n".join(rows)


def once(chance: Chance, name: str, tally: Tally, *, seed: str) -> None:
    """One call of one verb, and what became of it."""
    try:
        VERBS[name](chance)
    except NothingThere:
        return
    except DomainError as refusal:
        tally.refused[name][refusal.code] += 1
    except Exception:
        tally.faults.append(f"{name} (seed {seed})\n{traceback.format_exc()}")
    else:
        tally.done[name] += 1
    tally.tried[name] += 1


def at_once(town: Town, *, seed: int, seconds: float, workers: int = WORKERS) -> Tally:
    """So many threads, each with its own connection and its own lot, until the time is over or too much broke."""
    end, tallies = time.monotonic() + seconds, [Tally() for _ in range(workers)]
    names = list(VERBS)
    broke = threading.Event()

    def work(number: int) -> None:
        chance, tally = Chance(town, random.Random(f"{seed}/{number}")), tallies[number]
        try:
            while time.monotonic() < end and not broke.is_set():
                once(chance, chance.lot.choice(names), tally, seed=f"{seed}/{number}")
                if len(tally.faults) > 2:
                    broke.set()
        finally:
            connection.close()

    threads = [threading.Thread(target=work, args=(number,)) for number in range(workers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    total = Tally()
    for tally in tallies:
        total.add(tally)
    return total


def said(tally: Tally) -> None:
    print("\n" + tally.table(), file=sys.stderr)
    if tally.never:
        print("never done: " + ", ".join(tally.never), file=sys.stderr)
    print("\n".join(tally.faults), file=sys.stderr)
