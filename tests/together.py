"""Several acts begun together: real threads, a connection each."""

from __future__ import annotations

import re
import threading
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

from django.db import connection

from ecosystem.kernel.errors import DomainError

PATIENCE_S = 120
"""For the start alone. Nobody is left behind at the end: pytest's own limit ends what hangs."""
LOOK_S = 0.002
LOCKS = re.compile(r"\bFOR (NO KEY )?(UPDATE|SHARE)\b|\bpg_advisory_xact_lock\(")
# A key is held before anything is read, and a row that is made where it is missing is made to be held: neither is what the act is about.
WRITES = re.compile(r'^\s*(INSERT INTO|UPDATE|DELETE FROM) "(?!once_)(?!.*ON CONFLICT DO NOTHING)', re.DOTALL)
WAITING = "SELECT pid FROM pg_stat_activity WHERE pid = ANY(%s) AND wait_event_type = 'Lock'"
ABOUT_TO_WRITE = 1_000_000

Answer = TypeVar("Answer")


def waits_for_a_lock() -> bool:
    """Whether anybody in this database does, for holding a window open until then."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'")
        return bool(cursor.fetchone()[0])


def at_once(*acts: Callable[[], Answer], at_a_time: int = 0) -> list[Answer | DomainError]:
    """Each act in a thread of its own, so many at a time; a refusal is an answer, anything else fails the test."""
    answers: dict[int, Answer | DomainError] = {}
    faults: list[BaseException] = []
    waiting = iter(enumerate(acts))
    turn = threading.Lock()
    size = min(at_a_time or len(acts), len(acts))
    gate = threading.Barrier(size, timeout=PATIENCE_S)

    def work() -> None:
        try:
            connection.ensure_connection()
            gate.wait()
            while True:
                with turn:
                    number, act = next(waiting, (-1, None))
                if act is None:
                    return
                try:
                    answers[number] = act()
                except DomainError as refusal:
                    answers[number] = refusal
        except BaseException as fault:
            faults.append(fault)
        finally:
            connection.close()

    threads = [threading.Thread(target=work) for _ in range(size)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if faults:
        raise faults[0]
    return [answers[number] for number in range(len(acts))]


def neck_and_neck(*acts: Callable[[], Answer], writes: str = "") -> list[Answer | DomainError]:
    """As ``at_once``, in step: after each lock, and before its first write, an act waits until every other is as far, waits for a lock, or is done.

    ``writes`` names the table whose first write is meant, where an act writes elsewhere before it reads what it decides by.

    So whoever could read what another is about to change has read it before it is changed. Then they write one after the
    other, in the order given: without the lock that keeps them apart the last goes on from what the first has changed
    meanwhile, each time and without a sleep. With two locks in opposite order each gets its first.
    """
    paces = [_Pace(act, re.compile(rf'^\s*(INSERT INTO|UPDATE|DELETE FROM) "?{writes}\b') if writes else WRITES) for act in acts]
    for pace in paces:
        pace.thread.start()
    while any(pace.thread.is_alive() for pace in paces):
        standing = [pace for pace in paces if pace.stands.is_set()]
        if standing:
            going = {pace.pid: pace for pace in paces if pace.thread.is_alive() and pace not in standing}
            with connection.cursor() as cursor:
                cursor.execute(WAITING, [list(going)])
                held = {going[pid] for (pid,) in cursor.fetchall()}
            ahead = [pace.step for pace in paces if pace.thread.is_alive() and pace not in held]
            ready = [pace for pace in standing if pace.step <= min(ahead)]
            if ready and ready[0].step == ABOUT_TO_WRITE:
                ready = ready[:1] if held.issuperset(going.values()) else []
            for pace in ready:
                pace.go()
        time.sleep(LOOK_S)
    for pace in paces:
        pace.thread.join()
    faults = [pace.fault for pace in paces if pace.fault is not None]
    if faults:
        raise faults[0]
    return [pace.answer for pace in paces]


@dataclass(eq=False)
class _Pace:
    """One act, and how far it is: how many locks it has, or that it is about to write."""

    act: Callable[[], Any]
    writes: re.Pattern[str]
    step: int = 0
    pid: int = 0
    answer: Any = None
    fault: BaseException | None = None
    stands: threading.Event = field(default_factory=threading.Event)
    on: threading.Event = field(default_factory=threading.Event)

    def __post_init__(self) -> None:
        self.thread = threading.Thread(target=self._work)

    def go(self) -> None:
        self.stands.clear()
        self.on.set()

    def _work(self) -> None:
        try:
            connection.ensure_connection()
            self.pid = connection.connection.info.backend_pid
            with connection.execute_wrapper(self._step):
                self.answer = self.act()
        except DomainError as refusal:
            self.answer = refusal
        except BaseException as fault:
            self.fault = fault
        finally:
            connection.close()

    def _step(self, execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        if self.step < ABOUT_TO_WRITE and self.writes.match(sql):
            self._stand(ABOUT_TO_WRITE)
        found = execute(sql, params, many, context)
        if self.step < ABOUT_TO_WRITE and LOCKS.search(sql):
            self._stand(self.step + 1)
        return found

    def _stand(self, step: int) -> None:
        self.on.clear()
        self.step = step
        self.stands.set()
        if not self.on.wait(PATIENCE_S):
            raise TimeoutError("nobody says that the others are as far")


def kinds(answers: Sequence[object]) -> Counter[str]:
    """How many answers of each type."""
    return Counter(type(answer).__name__ for answer in answers)
