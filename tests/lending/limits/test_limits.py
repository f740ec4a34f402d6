from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import IntegrityError, ProgrammingError, transaction

from ecosystem import ports
from ecosystem.audit.models import Act
from ecosystem.identity.public import Party, register_party
from ecosystem.kernel.actor import platform
from ecosystem.kernel.errors import DomainError
from lending.limits import actions, errors
from lending.limits import public as limits
from lending.limits.models import LimitFreeze, LimitMove, LimitNode
from lending.policy.errors import LendersOnly
from tests.breaching import again, changed
from tests.lending.cast import at_bank, merchant

AT = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)
LATER = AT + timedelta(minutes=10)
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
    limits.unfreeze(node_id=line.pk, reason="overdue", by=OFFICER, at=AT)
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
        ({"over_at": AT}, "limit_is_never_exceeded"),
        ({"limit_minor": -1, "over_at": AT}, "limit_is_not_negative"),
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
        ({"act": "release", "amount_minor": 1, "key": "x", "expires_at": AT + timedelta(1)}, "only_a_reservation_runs_out"),
        ({"act": "reserve", "amount_minor": 1, "key": "x", "expires_at": AT}, "only_a_reservation_runs_out"),
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


def refused(kind: type[DomainError], act: Any) -> DomainError:
    """The act is refused, and nothing changed."""
    before = list(LimitNode.objects.order_by("pk").values()), LimitMove.objects.count(), LimitFreeze.objects.count(), Act.objects.count()
    with pytest.raises(kind) as found:
        act()
    assert before == (list(LimitNode.objects.order_by("pk").values()), LimitMove.objects.count(), LimitFreeze.objects.count(), Act.objects.count())
    return found.value


def test_what_is_not_used_in_time_is_free_again_once(line: LimitNode) -> None:
    for key in "abc":
        limits.reserve(node_id=line.pk, amount_minor=100, key=key, at=AT, expires_at=LATER)
    limits.confirm(key="a", at=AT)
    limits.cancel(key="b", at=AT)
    refused(limits.ReservationExpired, lambda: limits.confirm(key="c", at=LATER))
    assert [limits.expire_reservations(at=at) for at in (LATER - timedelta(seconds=1), LATER, LATER)] == [0, 1, 0]
    assert _state(line) == [(100, 0)] * 3
    refused(limits.ReservationResolved, lambda: limits.confirm(key="c", at=LATER))
    refused(limits.ReservationResolved, lambda: limits.cancel(key="c", at=LATER))
    assert not actions.expire_reservation(key="a", at=LATER)
    assert _differences() == []


def test_no_more_is_given_back_than_is_used_and_only_a_line_is_drawn_from(line: LimitNode) -> None:
    limits.reserve(node_id=line.pk, amount_minor=100, key="a", at=AT)
    limits.confirm(key="a", at=AT)
    told = refused(limits.ReleasedTooMuch, lambda: limits.release(node_id=line.pk, amount_minor=101, key="r", at=AT))
    assert told.details == {"used_minor": 100}
    refused(limits.LimitNotFound, lambda: limits.reserve(node_id=line.path[0], amount_minor=1, key="b", at=AT))


def test_a_limit_cut_below_its_use_is_over_takes_nothing_more_and_calls_nothing_back(line: LimitNode) -> None:
    limits.reserve(node_id=line.pk, amount_minor=800, key="a", at=AT)
    limits.confirm(key="a", at=AT)
    cut = limits.cut_limit(node_id=line.pk, limit_minor=500, why="warning", by=OFFICER, at=AT)
    assert (cut.over_at, cut.used_minor, limits.headroom_of(line.pk)) == (AT, 800, 0)
    told = refused(limits.LimitExceeded, lambda: limits.reserve(node_id=line.pk, amount_minor=1, key="b", at=AT))
    assert told.details == {"headroom_minor": 0}
    limits.release(node_id=line.pk, amount_minor=200, key="r1", at=AT)
    assert LimitNode.objects.get(pk=line.pk).over_at == AT
    limits.release(node_id=line.pk, amount_minor=200, key="r2", at=AT)
    assert LimitNode.objects.get(pk=line.pk).over_at is None
    limits.reserve(node_id=line.pk, amount_minor=100, key="b", at=AT)
    assert _differences() == []
    for wrong in (500, 501, -1):
        refused(limits.LimitCutUpwards, lambda wrong=wrong: limits.cut_limit(node_id=line.pk, limit_minor=wrong, why="x", by=OFFICER, at=AT))
    refused(errors.LimitReasonMissing, lambda: limits.cut_limit(node_id=line.pk, limit_minor=1, why=" ", by=OFFICER, at=AT))


def test_a_freeze_is_lifted_by_its_own_reason_alone(line: LimitNode) -> None:
    for reason in ("overdue", "court case", "overdue"):
        limits.freeze(node_id=line.path[0], reason=reason, by=OFFICER, at=AT)
    assert LimitFreeze.objects.count() == 2
    limits.unfreeze(node_id=line.path[0], reason="overdue", by=OFFICER, at=LATER)
    refused(limits.LimitFrozen, lambda: limits.reserve(node_id=line.pk, amount_minor=1, key="a", at=AT))
    assert LimitNode.objects.get(pk=line.path[0]).frozen_reason == "court case"
    assert _differences() == []
    limits.unfreeze(node_id=line.path[0], reason="gossip", by=OFFICER, at=LATER)
    limits.unfreeze(node_id=line.path[0], reason="court case", by=OFFICER, at=LATER)
    limits.reserve(node_id=line.pk, amount_minor=1, key="a", at=AT)
    assert _differences() == []


def test_businesses_that_belong_together_share_their_groups_limit(line: LimitNode) -> None:
    officer, party = at_bank("credit_officer"), line.party_id
    assert party is not None
    other = limits.open_line(party_id=_borrower(), family="line", limit_minor=1_000, at=AT)
    assert other.party_id is not None
    limits.reserve(node_id=line.pk, amount_minor=600, key="a", at=AT)
    limits.confirm(key="a", at=AT)
    group = actions.open_group(name="Mei", limit_minor=1_000, by=officer, at=AT)
    assert actions.open_group(name="Mei", limit_minor=9, by=officer, at=AT).limit_minor == 1_000
    small = actions.open_group(name="Small", limit_minor=599, by=officer, at=AT)
    refused(limits.LimitExceeded, lambda: actions.open_group(name="Nothing", limit_minor=0, by=officer, at=AT))
    refused(limits.LimitExceeded, lambda: actions.join_group(group_id=small.pk, party_id=party, by=officer, at=AT))
    refused(limits.LimitNotFound, lambda: actions.join_group(group_id=line.pk, party_id=party, by=officer, at=AT))
    refused(limits.LimitNotFound, lambda: actions.join_group(group_id=group.pk, party_id=uuid4(), by=officer, at=AT))
    for one in (party, other.party_id):
        actions.join_group(group_id=group.pk, party_id=one, by=officer, at=AT)
    refused(errors.AlreadyInGroup, lambda: actions.join_group(group_id=small.pk, party_id=party, by=officer, at=AT))
    refused(limits.LimitExceeded, lambda: limits.reserve(node_id=other.pk, amount_minor=401, key="b", at=AT))
    limits.reserve(node_id=other.pk, amount_minor=400, key="b", at=AT)
    assert _differences() == []
    limits.freeze(node_id=group.pk, reason="one defaulted", by=OFFICER, at=AT)
    refused(limits.LimitFrozen, lambda: limits.reserve(node_id=line.pk, amount_minor=1, key="c", at=AT))
    limits.release(node_id=line.pk, amount_minor=600, key="r", at=AT)
    assert [branch.level for branch in actions.read_limits(party_id=party, by=officer, at=AT)] == [0, 1, 2, 3]
    again_opened = limits.open_line(party_id=party, family="instalment", limit_minor=10, at=AT)
    assert again_opened.path[0] == group.pk
    actions.leave_group(party_id=party, by=officer, at=AT)
    refused(limits.LimitNotFound, lambda: actions.leave_group(party_id=party, by=officer, at=AT))
    limits.reserve(node_id=line.pk, amount_minor=1_000, key="c", at=AT)
    assert _differences() == []


def test_who_is_no_credit_officer_restrains_and_reads_nothing(line: LimitNode) -> None:
    party = line.party_id
    assert party is not None
    for other in (at_bank("operator"), merchant("Rival", days=0).by):
        for act in (
            lambda by=other: actions.freeze_by_hand(node_id=line.pk, why="x", key=uuid4().hex, by=by, at=AT),
            lambda by=other: actions.unfreeze_by_hand(node_id=line.pk, reason="x", by=by, at=AT),
            lambda by=other: actions.cut_by_hand(node_id=line.pk, limit_minor=1, why="x", by=by, at=AT),
            lambda by=other: actions.open_group(name="x", limit_minor=1, by=by, at=AT),
            lambda by=other: actions.join_group(group_id=line.pk, party_id=party, by=by, at=AT),
            lambda by=other: actions.leave_group(party_id=party, by=by, at=AT),
            lambda by=other: actions.read_limits(party_id=party, by=by, at=AT),
        ):
            refused(LendersOnly, act)


def test_a_freeze_is_kept_whole_by_the_database(line: LimitNode) -> None:
    limits.freeze(node_id=line.pk, reason="overdue", by=OFFICER, at=AT)
    freeze = LimitFreeze.objects.get()
    again(freeze, "a_limit_is_frozen_once_for_a_reason")
    again(freeze, "a_freeze_says_who_and_why", reason="")
    changed(LimitFreeze, "a_lifted_freeze_says_by_whom", lifted_at=AT)
