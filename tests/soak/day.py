"""A bank's day in N minutes, over HTTP from the servers that production has: 350 orders a minute, everything proved at the end.

3,500 orders are a day of a bank whose 150,000 shops have 100,000 orders a month. Visits begin at moments drawn beforehand, whether
or not earlier ones have ended; who comes late for want of a free hand is told as ``behind``. Ends in an error where a request was
neither done nor refused, the slowest twentieth of checkouts took longer than 300 ms, an order is stuck, or the books disagree.

Beside the verbs stands their limit: a bare page of the same servers, asked for twice a second all day. What it waits for is the machine and its
queue, and nothing of ours. Processor time is told for each order, of the servers, the database, the workers and of whoever plays the crowd; and
how much of the machine others had.
"""

from __future__ import annotations

import os
import random
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import timedelta
from queue import Empty, SimpleQueue
from typing import Any

from tests import databases
from tests.bench._served import served
from tests.soak import day_ways
from tests.soak.day_keepers import Keeper
from tests.soak.day_lines import Book, Line
from tests.soak.day_lives import VERBS, Resident
from tests.soak.day_spent import Spent, watched
from tests.soak.day_town import Town, build

VISITS_A_MINUTE, WHOLE_MINUTES = 350, 10
HANDS, KEEPERS = 24, 6
ROUND_S, DRAIN_S, SLOWEST_MS = 4.0, 300.0, 300.0
OPEN = ("paid", "accepted", "ready", "out_for_delivery")
ENDED = ("completed", "closed", "cancelled")


def main(minutes: int) -> int:
    from tests.bench.__main__ import prepare_production

    # Refusals are answers; the log is for what is neither.
    os.environ.setdefault("LOG_LEVEL", "ERROR")
    prepare_production(play_money=True)
    from django.conf import settings

    name = str(settings.DATABASES["default"]["NAME"])
    databases.build_template(f"{name}_template")
    databases.recreate(name, f"{name}_template")
    began = time.monotonic()
    town = build(minutes, minutes / WHOLE_MINUTES)
    print(f"a town made in {time.monotonic() - began:.0f} s", flush=True)
    book = Book()
    # The pool of this process is not the servers'.
    databases.let_go()
    with served("ecosystem.wsgi:application") as (port, server), _workers() as workers, watched(port, (server, *workers)) as spent:
        late_s, waiting = _live(town, port, book, minutes)
    try:
        stuck = _stuck()
        members, took = map(sum, zip(*(day_ways.reward(stall.pk, stall.offers["for_points"]) for stall in town.stalls), strict=True))
        print(f"a week later {members} members have points, {took} took a coupon for them")
        return _told(book, minutes, late_s, waiting, stuck, spent)
    finally:
        databases.let_go()
        databases.drop(name)


@contextmanager
def _workers() -> Iterator[list[int]]:
    """Celery and its clock, as ``make demo`` starts them: their process ids."""
    from ecosystem.stack.children import Program, end, spawn
    from ecosystem.stack.places import REPOSITORY, State

    state = State(REPOSITORY / ".state" / "soak")
    celery = (sys.executable, "-m", "celery", "-A", "ecosystem.celery")
    lines = {
        "worker": (*celery, "worker", "--concurrency", "2", "--loglevel", "WARNING", "--without-gossip", "--without-mingle"),
        "beat": (*celery, "beat", "--schedule", str(state.folder / "beat-of-the-day"), "--pidfile=", "--loglevel", "WARNING"),
    }
    environ = {**os.environ, "DATABASE_POOL": "0"}
    with ExitStack() as running:
        started = []
        for each, line in lines.items():
            program = Program(f"day-{each}", line, state.log(f"day-{each}"), environ, cwd=REPOSITORY)
            child = spawn(program)
            running.callback(end, child, program)
            started.append(child.pid)
        yield started


def _live(town: Town, port: int, book: Book, minutes: int) -> tuple[float, int]:
    """Everybody lives until the day is over and the boards are empty: how late the latest visit began, and how many orders still waited."""
    dice, over = random.Random(11), threading.Event()
    due = SimpleQueue[float]()
    for moment in sorted(dice.uniform(0, 60 * minutes) for _ in range(VISITS_A_MINUTE * minutes)):
        due.put(moment)
    free = SimpleQueue[Resident]()
    residents = [Resident(Line(port, cookie, book), town, random.Random(number), cookie) for number, cookie in enumerate(town.cookies)]
    dice.shuffle(residents)
    for resident in residents:
        free.put(resident)
    late, began = [0.0], time.monotonic()

    def visits() -> None:
        while True:
            try:
                moment = due.get_nowait()
            except Empty:
                return
            time.sleep(max(0.0, began + moment - time.monotonic()))
            late.append(time.monotonic() - began - moment)
            who = free.get()
            who.visit()
            free.put(who)

    keepers = [Keeper(Line(port, stall.cookie, book), stall, random.Random(-number)) for number, stall in enumerate(town.stalls)]
    boards = [0] * len(keepers)

    def keeps(first: int) -> None:
        while not over.is_set():
            for number in range(first, len(keepers), KEEPERS):
                boards[number] = keepers[number].round()
            over.wait(ROUND_S)

    hands = [_thread(visits, book) for _ in range(HANDS)]
    keeping = [_thread(lambda first=first: keeps(first), book) for first in range(KEEPERS)]
    for hand in hands:
        hand.join()
    until = time.monotonic() + DRAIN_S
    time.sleep(2 * ROUND_S)
    while sum(boards) and time.monotonic() < until:
        time.sleep(1)
    over.set()
    for keeper in keeping:
        keeper.join()
    day_ways.evening(town, port, book)
    # Before the day ends whoever complained looks once more after her case: a shop that was busy has answered by now.
    for resident in residents:
        if resident.complained:
            resident.follow_up()
    return max(late), sum(boards)


def _thread(work: Callable[[], None], book: Book) -> threading.Thread:
    def guarded() -> None:
        try:
            work()
        except Exception as fault:
            book.faults.append(f"{work.__qualname__}: {fault!r}")

    made = threading.Thread(target=guarded, daemon=True)
    made.start()
    return made


def _stuck() -> dict[str, int]:
    """Orders that had not ended three hours later, when each clock had run out; a moment's jump of ours, the verbs' own."""
    from ecosystem import ports
    from ecosystem.kernel import clock
    from ecosystem.payments.actions import work_on_all
    from ecosystem.payments.simulators.acquirer import NAME
    from merchants.groups.actions import fail_late_groups
    from merchants.orders import actions as orders
    from merchants.orders.models import Order
    from merchants.rounds.actions import close_rounds

    # A group that fills, or money that comes late, makes an order that its shop answers, or that times out; money that comes after a
    # round was cut off makes one that waits for it, until it is told that it has no seat.
    for hours in (1, 2, 3):
        at = clock.now() + timedelta(hours=hours, minutes=1)
        acquirer: Any = ports.acquirers.named(NAME)
        acquirer.call_us(name=NAME, at=at)
        work_on_all(at=at)
        decided = (fail_late_groups, orders.go_on_with_groups, close_rounds, orders.go_on_with_rounds)
        for sweep in (orders.close_unpaid, *decided, orders.time_out_orders, orders.cancel_unanswered):
            sweep(at=at)
    found = [
        f"{status}{' in a group' if group else ' in a round' if round_ else ''}"
        for status, group, round_ in Order.objects.exclude(status__in=ENDED).values_list("status", "group", "round")
    ]
    return {what: found.count(what) for what in set(found)}


def _told(book: Book, minutes: int, late_s: float, waiting: int, stuck: dict[str, int], spent: Spent) -> int:
    from ecosystem.kernel import clock
    from ecosystem.ledger.public import prove_books
    from merchants.orders.models import Order

    print(f"{'verb':<20}{'asked':>7}{'done':>7}{'refused':>9}{'errors':>8}{'p50 ms':>9}{'p95 ms':>9}")
    for act, took in sorted(book.took.items()):
        refused, wrong = sum(times for what, times in book.refused.items() if what.split()[0] == act), book.wrong[act]
        print(f"{act:<20}{len(took):>7}{book.done[act]:>7}{refused:>9}{wrong:>8}{_middle(took):>9.1f}{_p95(took):>9.1f}")
    print(f"{'(a bare page)':<20}{len(spent.bare):>7}{len(spent.bare):>7}{0:>9}{0:>8}{_middle(spent.bare):>9.1f}{_p95(spent.bare):>9.1f}")
    for refusal, times in book.refused.most_common():
        print(f"refused: {refusal} ×{times}")
    for fault in book.faults[:10]:
        print(f"FAULT: {fault}")
    run = prove_books(at=clock.now())
    differences = [(line["name"], line["differences"]) for line in run.details if line["differences"]]
    orders, asked = Order.objects.count(), sum(map(len, book.took.values()))
    made = dict.fromkeys(ENDED, 0) | {status: Order.objects.filter(status=status).count() for status in ENDED}
    checkouts = [ms for act, took in book.took.items() if act.startswith("checkout") for ms in took]
    slowest = _p95(checkouts)
    print(spent.told(orders))
    print(f"orders {orders} of {VISITS_A_MINUTE * minutes} asked: {made}; on boards at the end {waiting}, stuck {stuck}")
    print(f"requests {asked}, errors {len(book.faults)}, checkout p95 {slowest:.0f} ms (a bare page {_p95(spent.bare):.0f} ms), "
          f"behind at most {late_s:.1f} s; books: {differences or 'agree'}")  # fmt: skip
    never = [verb for verb in VERBS if not book.done[verb]] if minutes >= WHOLE_MINUTES // 2 else []
    if never:
        print(f"never done: {' '.join(never)}")
    enough = orders >= VISITS_A_MINUTE * minutes
    return int(bool(book.faults or stuck or waiting or differences or never or slowest > SLOWEST_MS or not enough))


def _p95(took: list[float]) -> float:
    return sorted(took)[int(len(took) * 0.95)]


def _middle(took: list[float]) -> float:
    return sorted(took)[len(took) // 2]


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1])))
