from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import IntegrityError, ProgrammingError, transaction

from ecosystem import ports
from ecosystem.identity.public import Party, register_party
from ecosystem.kernel.actor import platform
from lending.limits import public as limits
from lending.limits.models import LimitMove, LimitNode

AT = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)
OFFICER = platform("test")
pytestmark = pytest.mark.django_db


def _borrower() -> UUID:
    return register_party(kind=Party.Kind.SOLE_TRADER, name_zh="阿梅鲜果", name_en="Mei's Fruit", at=AT).pk


@pytest.fixture
def line() -> LimitNode:
    return limits.open_line(party_id=_borrower(), family="line", limit_minor=1_000, at=AT)


def _state(line: LimitNode) -> list[tuple[int, int]]:
    return [(node.used_minor, node.reserved_minor) for node in LimitNode.objects.filter(pk__in=line.path).order_by("depth")]


def _differences() -> list[str]:
    proof = ports.proofs.named("limits")
    assert proof is not None
    return [difference for checked in proof.prove() for difference in checked.differences]


def test_a_line_hangs_below_its_obligor_and_is_opened_once(line: LimitNode) -> None:
    assert line.party_id is not None
    again = limits.open_line(party_id=line.party_id, family="line", limit_minor=2_000, at=AT)
    assert (again.pk, again.limit_minor) == (line.pk, 2_000)
    assert [node.kind for node in LimitNode.objects.filter(pk__in=line.path).order_by("depth")] == ["obligor", "family", "facility"]


def test_reserving_confirming_and_releasing_moves_the_whole_path(line: LimitNode) -> None:
    for _ in range(2):
        limits.reserve(node_id=line.pk, amount_minor=700, key="a", at=AT)
    assert _state(line) == [(0, 700)] * 3
    assert limits.headroom_of(line.pk) == 300
    for _ in range(2):
        limits.confirm(key="a", at=AT)
    assert _state(line) == [(700, 0)] * 3
    for _ in range(2):
        limits.release(node_id=line.pk, amount_minor=200, key="r", at=AT)
    assert _state(line) == [(500, 0)] * 3
    assert _differences() == []


def test_a_cancelled_reservation_is_free_again_and_stays_cancelled(line: LimitNode) -> None:
    limits.reserve(node_id=line.pk, amount_minor=700, key="a", at=AT)
    limits.cancel(key="a", at=AT)
    limits.cancel(key="a", at=AT)
    assert _state(line) == [(0, 0)] * 3
    with pytest.raises(limits.ReservationResolved):
        limits.confirm(key="a", at=AT)
    with pytest.raises(limits.ReservationResolved):
        limits.cancel(key="never made", at=AT)


def test_more_than_the_headroom_is_refused_and_changes_nothing(line: LimitNode) -> None:
    limits.reserve(node_id=line.pk, amount_minor=700, key="a", at=AT)
    with pytest.raises(limits.LimitExceeded) as refused:
        limits.reserve(node_id=line.pk, amount_minor=301, key="b", at=AT)
    assert refused.value.details == {"headroom_minor": 300}
    assert _state(line) == [(0, 700)] * 3
    assert LimitMove.objects.count() == 1


def test_another_product_takes_headroom_from_the_same_obligor(line: LimitNode) -> None:
    assert line.party_id is not None
    LimitNode.objects.filter(code=f"obligor/{line.party_id}").update(limit_minor=1_500)
    other = limits.open_line(party_id=line.party_id, family="instalment", limit_minor=1_000, at=AT)
    limits.reserve(node_id=line.pk, amount_minor=1_000, key="a", at=AT)
    with pytest.raises(limits.LimitExceeded):
        limits.reserve(node_id=other.pk, amount_minor=501, key="b", at=AT)
    limits.reserve(node_id=other.pk, amount_minor=500, key="b", at=AT)
    assert limits.owed_by(line.party_id) == 1_500
    assert _differences() == []


def test_a_key_never_means_two_things(line: LimitNode) -> None:
    limits.reserve(node_id=line.pk, amount_minor=700, key="a", at=AT)
    with pytest.raises(limits.LimitKeyDiffers):
        limits.reserve(node_id=line.pk, amount_minor=701, key="a", at=AT)


def test_a_frozen_line_takes_no_reservation_but_releases(line: LimitNode) -> None:
    limits.reserve(node_id=line.pk, amount_minor=700, key="a", at=AT)
    limits.confirm(key="a", at=AT)
    limits.freeze(node_id=line.pk, reason="overdue", by=OFFICER, at=AT)
    with pytest.raises(limits.LimitFrozen):
        limits.reserve(node_id=line.pk, amount_minor=1, key="b", at=AT)
    assert limits.headroom_of(line.pk) == 0
    limits.release(node_id=line.pk, amount_minor=700, key="r", at=AT)
    limits.unfreeze(node_id=line.pk, by=OFFICER, at=AT)
    limits.reserve(node_id=line.pk, amount_minor=1_000, key="b", at=AT)


def test_an_unknown_line_is_refused() -> None:
    with pytest.raises(limits.LimitNotFound):
        limits.reserve(node_id=uuid4(), amount_minor=1, key="a", at=AT)


@pytest.mark.parametrize(
    ("wrong", "rule"),
    [
        ({"kind": "friend"}, "limit_node_has_a_known_kind"),
        ({"used_minor": -1}, "limit_is_never_released_twice"),
        ({"reserved_minor": -1}, "limit_is_never_released_twice"),
        ({"used_minor": 600, "reserved_minor": 401}, "limit_is_never_exceeded"),
        ({"depth": 1}, "limit_path_leads_to_the_root|only_a_root_limit_has_no_parent"),
        ({"parent": None}, "only_a_root_limit_has_no_parent"),
        ({"frozen_at": AT}, "a_frozen_limit_says_why"),
    ],
)
def test_the_database_refuses_a_limit_that_makes_no_sense(line: LimitNode, wrong: dict[str, Any], rule: str) -> None:
    with pytest.raises(IntegrityError, match=rule), transaction.atomic():
        LimitNode.objects.filter(pk=line.pk).update(**wrong)


@pytest.mark.parametrize(
    ("move", "rule"),
    [
        ({"act": "wish", "amount_minor": 1, "key": "x"}, "limit_move_has_a_known_act"),
        ({"act": "reserve", "amount_minor": 0, "key": "x"}, "limit_move_moves_something"),
        ({"act": "reserve", "amount_minor": 1, "key": "a"}, "a_limit_move_happens_once"),
        ({"act": "cancel", "amount_minor": 1, "key": "a"}, "a_reservation_is_resolved_once"),
    ],
)
def test_the_database_refuses_a_move_that_makes_no_sense(line: LimitNode, move: dict[str, Any], rule: str) -> None:
    limits.reserve(node_id=line.pk, amount_minor=1, key="a", at=AT)
    limits.confirm(key="a", at=AT)
    with pytest.raises(IntegrityError, match=rule), transaction.atomic():
        LimitMove.objects.create(node=line, at=AT, **move)


def test_moves_are_never_changed(line: LimitNode) -> None:
    limits.reserve(node_id=line.pk, amount_minor=1, key="a", at=AT)
    with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
        LimitMove.objects.update(amount_minor=2)
