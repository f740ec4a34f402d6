"""Facts that commit late: what a naive reader loses, and ours does not."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime
from uuid import UUID

import pytest
from django.db import connection, transaction

from ecosystem.feed.models import FactRow
from ecosystem.feed.public import Reader, Stated, publish
from ecosystem.kernel.ids import uuid7

AT = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)
SHOP = uuid7()
PATIENCE_S = 120


def tell(key: str, about: UUID = SHOP) -> int:
    return publish(Stated("trade.order_paid", 1, {"paid_minor": 1}), about=about, key=key, at=AT)


def in_thread(work: Callable[[], None]) -> threading.Thread:
    def run() -> None:
        try:
            work()
        finally:
            connection.close()

    thread = threading.Thread(target=run)
    thread.start()
    return thread


def read_until(reader: Reader, enough: Callable[[list[int]], bool], limit: int = 100) -> list[int]:
    """What the reader gets, in order; other databases of the cluster may hold it back a while."""
    seen: list[int] = []
    deadline = time.monotonic() + PATIENCE_S
    while not enough(seen) and time.monotonic() < deadline:
        with transaction.atomic():
            rows = reader.batch(limit)
            if rows:
                reader.done(rows[-1])
        seen += [row.pk for row in rows]
        if not rows:
            time.sleep(0.01)
    return seen


@pytest.mark.race
def test_a_fact_that_commits_late_is_lost_by_a_naive_reader_and_not_by_ours(committed: str) -> None:
    numbered, may_commit = threading.Event(), threading.Event()
    late: list[int] = []

    def publish_and_dawdle() -> None:
        with transaction.atomic():
            late.append(tell("late"))
            numbered.set()
            may_commit.wait(PATIENCE_S)

    slow = in_thread(publish_and_dawdle)
    assert numbered.wait(PATIENCE_S)
    with transaction.atomic():
        quick = tell("quick")
    assert late[0] < quick

    naive = list(FactRow.objects.filter(pk__gt=0).order_by("pk").values_list("pk", flat=True))
    ours = Reader("ours")
    with transaction.atomic():
        held_back = ours.batch(100)
    may_commit.set()
    slow.join()
    naive += FactRow.objects.filter(pk__gt=naive[-1]).order_by("pk").values_list("pk", flat=True)

    assert naive == [quick]
    assert held_back == []
    assert read_until(ours, lambda seen: len(seen) >= 2) == [late[0], quick]


@pytest.mark.race
def test_eight_publishers_and_a_reader_lose_and_repeat_nothing(committed: str) -> None:
    publishers, each = 8, 40

    def publish_some(who: int) -> Callable[[], None]:
        def work() -> None:
            for number in range(each):
                try:
                    with transaction.atomic():
                        tell(f"{who}/{number}")
                        # Some dawdle between the number and the commit, and some never commit.
                        time.sleep(0.003 * ((who + number) % 4))
                        if number % 10 == 9:
                            raise LookupError
                except LookupError:
                    continue

        return work

    threads = [in_thread(publish_some(who)) for who in range(publishers)]
    wanted = publishers * each * 9 // 10
    seen = read_until(Reader("counter"), lambda so_far: len(so_far) >= wanted, limit=7)
    for thread in threads:
        thread.join()

    assert len(seen) == wanted
    assert sorted(seen) == list(FactRow.objects.order_by("pk").values_list("pk", flat=True))
    with transaction.atomic():
        assert Reader("counter").batch(7) == []


@pytest.mark.race
def test_two_workers_under_one_name_never_take_the_same_fact(committed: str) -> None:
    with transaction.atomic():
        for number in range(60):
            tell(str(number))
    read_until(Reader("warm"), lambda seen: len(seen) >= 60)
    taken: list[int] = []
    guard = threading.Lock()

    def work() -> None:
        idle = 0
        while idle < 20:
            with transaction.atomic():
                rows = Reader("shared").batch(5)
                time.sleep(0.002)
                if rows:
                    Reader("shared").done(rows[-1])
            with guard:
                taken.extend(row.pk for row in rows)
            idle = 0 if rows else idle + 1
            time.sleep(0.005)

    workers = [in_thread(work) for _ in range(4)]
    for worker in workers:
        worker.join()
    assert len(taken) == 60
    assert len(set(taken)) == 60


@pytest.mark.race
def test_the_same_fact_told_eight_times_at_once_is_one_fact(committed: str) -> None:
    numbers: list[int] = []
    gate = threading.Barrier(8)

    def work() -> None:
        gate.wait()
        with transaction.atomic():
            numbers.append(tell("once"))

    for thread in [in_thread(work) for _ in range(8)]:
        thread.join()
    assert len(numbers) == 8
    assert len(set(numbers)) == 1
    assert FactRow.objects.count() == 1
