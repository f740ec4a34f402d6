"""The limit tree under sixteen threads: sums hold at every moment, nothing is drawn twice, nothing is stuck, a freeze is at once."""

from __future__ import annotations

import random
import threading
from collections import Counter
from datetime import timedelta
from functools import partial
from time import perf_counter
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import transaction

from ecosystem import ports
from ecosystem.identity.public import Party, register_party
from ecosystem.kernel.actor import platform
from ecosystem.kernel.errors import Conflict, DomainError
from lending.limits import actions
from lending.limits import public as tree
from lending.limits.models import LimitMove, LimitNode
from tests.lending.cast import at_bank
from tests.lending.trade import AT
from tests.together import at_once, kinds

pytestmark = pytest.mark.race
BY = platform("test")
THREADS, STEPS = 16, 30
LIMIT = 1_000


def differences() -> list[str]:
    proof = ports.proofs.named("limits")
    assert proof is not None
    return [difference for checked in proof.prove() for difference in checked.differences]


@transaction.atomic
def lines(parties: int = 2) -> list[LimitNode]:
    """Two product families at each of the parties."""
    made = [register_party(kind=Party.Kind.SOLE_TRADER, name_zh="店", name_en="Shop", at=AT).pk for _ in range(parties)]
    return [tree.open_line(party_id=party, family=family, limit_minor=LIMIT, at=AT) for party in made for family in ("line", "instalment")]


def grouped(made: list[LimitNode], limit_minor: int) -> UUID:
    officer = at_bank("credit_officer")
    group = actions.open_group(name="g", limit_minor=limit_minor, by=officer, at=AT)
    for party in {line.party_id for line in made if line.party_id is not None}:
        actions.join_group(group_id=group.pk, party_id=party, by=officer, at=AT)
    return UUID(str(group.pk))


def act(verb: Any, **named: Any) -> str:
    """One verb in its own transaction; what it answered."""
    try:
        with transaction.atomic():
            verb(**named)
    except DomainError as refusal:
        return type(refusal).__name__
    return "done"


def busy(number: int, made: list[LimitNode], group: UUID, told: Counter[str]) -> None:
    """Random operations of one thread, some of them on keys that others use too, some repeated."""
    lot = random.Random(number)
    for step in range(STEPS):
        line = lot.choice(made)
        key = f"{lot.randrange(THREADS)}/{lot.randrange(STEPS)}"
        amount = 25 * (1 + sum(map(ord, key)) % 12)
        target = made[sum(map(ord, key)) % len(made)]
        verb: Any = lot.choice(["reserve"] * 6 + ["confirm"] * 4 + ["cancel", "expire", "release", "release", "freeze", "unfreeze", "cut", "raise"])
        soon = AT + timedelta(minutes=5) if amount % 50 else None
        does = {
            "reserve": partial(act, tree.reserve, node_id=target.pk, amount_minor=amount, key=key, at=AT, expires_at=soon),
            "confirm": partial(act, tree.confirm, key=key, at=AT),
            "cancel": partial(act, tree.cancel, key=key, at=AT),
            "expire": lambda: str(tree.expire_reservations(at=AT + timedelta(minutes=6), limit=3)),
            "release": partial(act, tree.release, node_id=line.pk, amount_minor=50, key=f"r/{number}/{step}", at=AT),
            "freeze": partial(act, tree.freeze, node_id=lot.choice([line.pk, group]), reason="x", by=BY, at=AT),
            "unfreeze": partial(act, tree.unfreeze, node_id=lot.choice([line.pk, group]), reason="x", by=BY, at=AT),
            "cut": partial(act, tree.cut_limit, node_id=line.pk, limit_minor=lot.randrange(200, 900), why="x", by=BY, at=AT),
            "raise": partial(act, tree.open_line, party_id=line.party_id, family=line.path and _family(line), limit_minor=LIMIT, at=AT),
        }
        told[f"{verb} {does[verb]()}"] += 1


def _family(line: LimitNode) -> str:
    return line.code.rpartition("/")[2]


def test_sixteen_threads_of_everything_leave_every_sum_right_at_all_times(committed: str) -> None:
    made = lines()
    group, told, seen, over = grouped(made, 2_500), Counter[str](), list[str](), threading.Event()

    def watch() -> None:
        while not over.is_set():
            seen.extend(differences())

    def work() -> None:
        try:
            at_once(*[lambda number=number: busy(number, made, group, told) for number in range(THREADS)])
        finally:
            over.set()

    at_once(watch, work)
    assert seen == [] == differences()
    assert told["reserve done"] > 5
    assert told["confirm done"] > 0
    # What nobody resolved runs out, and nothing stays set aside for ever.
    tree.expire_reservations(at=AT + timedelta(hours=1))
    resolved = LimitMove.objects.filter(act__in=["confirm", "cancel", "expire"]).values("key")
    open_ended = LimitMove.objects.filter(act="reserve").exclude(key__in=resolved)
    assert set(open_ended.values_list("expires_at", flat=True)) <= {None}
    assert LimitNode.objects.get(pk=group).reserved_minor == sum(open_ended.values_list("amount_minor", flat=True))
    assert differences() == []


def test_the_last_headroom_of_a_group_goes_to_one_of_its_businesses(committed: str) -> None:
    made = lines()
    grouped(made, 500)
    answers = at_once(
        *[lambda n=n, line=line: act(tree.reserve, node_id=line.pk, amount_minor=400, key=str(n), at=AT) for n, line in enumerate(made * 2)]
    )
    assert Counter(answers) == {"done": 1, "LimitExceeded": 7}


def test_a_freeze_amid_drawing_is_there_within_a_second_and_repaying_goes_on(committed: str) -> None:
    [line, *_] = lines(1)
    with transaction.atomic():
        tree.reserve(node_id=line.pk, amount_minor=500, key="used", at=AT)
        tree.confirm(key="used", at=AT)
    officer, began, frozen = at_bank("credit_officer"), threading.Event(), list[float]()

    def draw(number: int) -> list[str]:
        answers = []
        for step in range(12):
            answers.append(act(tree.reserve, node_id=line.pk, amount_minor=1, key=f"{number}/{step}", at=AT))
            began.set()
        return answers

    def stop() -> list[str]:
        assert began.wait(60)
        start = perf_counter()
        actions.freeze_by_hand(node_id=line.path[0], why="fraud", key=uuid4().hex, by=officer, at=AT)
        frozen.append(perf_counter() - start)
        after = act(tree.reserve, node_id=line.pk, amount_minor=1, key="after", at=AT)
        return [after, act(tree.release, node_id=line.pk, amount_minor=500, key="repaid", at=AT)]

    *drawn, told = at_once(*[partial(draw, number) for number in range(7)], stop)
    assert told == ["LimitFrozen", "done"]
    assert frozen[0] < 1
    assert all(isinstance(answers, list) and answers == sorted(answers, key=lambda answer: answer != "done") for answers in drawn)


def test_restraining_at_once_by_several_hands_is_one_of_each(committed: str) -> None:
    [line, *_] = lines(1)
    officer = at_bank("credit_officer")
    at_once(*[lambda: actions.freeze_by_hand(node_id=line.pk, why="x", key=uuid4().hex, by=officer, at=AT)] * 4)
    assert line.freezes.count() == 1
    at_once(*[lambda: actions.unfreeze_by_hand(node_id=line.pk, reason="x", by=officer, at=AT)] * 4)
    assert differences() == []
    cuts = kinds(at_once(*[lambda: actions.cut_by_hand(node_id=line.pk, limit_minor=300, why="x", by=officer, at=AT)] * 4))
    assert cuts == {"LimitNode": 1, "LimitCutUpwards": 3}
    with transaction.atomic():
        tree.reserve(node_id=line.pk, amount_minor=300, key="a", at=AT, expires_at=AT + timedelta(seconds=1))
    freed = at_once(*[lambda: actions.expire_reservation(key="a", at=AT + timedelta(minutes=1))] * 4)
    assert len(freed) == 4 and differences() == []
    assert LimitMove.objects.filter(act="expire").count() == 1


def test_joining_and_leaving_a_group_amid_drawing_keeps_every_sum(committed: str) -> None:
    made = lines(1)
    group = grouped(made, 5_000)
    officer, party = at_bank("credit_officer"), made[0].party_id
    assert party is not None

    def move(number: int) -> object:
        for _ in range(3):
            try:
                actions.leave_group(party_id=party, by=officer, at=AT)
                actions.join_group(group_id=group, party_id=party, by=officer, at=AT)
            except DomainError:
                continue
        return None

    def draw(number: int) -> list[str]:
        return [act(tree.reserve, node_id=made[number % 2].pk, amount_minor=10, key=f"{number}/{step}", at=AT) for step in range(8)]

    answers = at_once(*[partial(move, number) for number in range(2)], *[partial(draw, number) for number in range(6)])
    assert {answer for drawn in answers[2:] if isinstance(drawn, list) for answer in drawn} <= {"done", Conflict.__name__}
    assert differences() == []
