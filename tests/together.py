"""Several acts begun together: real threads, a connection each."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable, Sequence
from typing import TypeVar

from django.db import connection

from ecosystem.kernel.errors import DomainError

PATIENCE_S = 120
"""For the start alone. Nobody is left behind at the end: pytest's own limit ends what hangs."""

Answer = TypeVar("Answer")


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


def kinds(answers: Sequence[object]) -> Counter[str]:
    """How many answers of each type."""
    return Counter(type(answer).__name__ for answer in answers)
