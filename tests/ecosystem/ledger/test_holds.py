"""Money set aside: spent by nobody else, used once, let go when its time is over."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from django.db import transaction

from ecosystem.ledger.public import (
    Hold,
    HoldExceeded,
    HoldResolved,
    InsufficientFunds,
    Leg,
    Transfer,
    TransferDiffers,
    UnknownAccount,
    balance_of,
    deposit_of,
    expire_holds,
    free_of,
    place_hold,
    post_hold,
    prove_books,
    void_hold,
)

from .books import AT, funded

LATER = AT + timedelta(hours=1)
pytestmark = pytest.mark.django_db


def hold(code: str, amount_minor: int = 600, key: str = "hold") -> UUID:
    return place_hold(key=key, account=code, amount_minor=amount_minor, expires_at=LATER, at=AT)


def use(hold_id: UUID, code: str, other: str, amount_minor: int, key: str = "use") -> UUID:
    return post_hold(hold_id=hold_id, legs=[Leg(code, -amount_minor), Leg(other, amount_minor)], key=key, kind="use", at=AT)


def test_a_hold_keeps_money_and_using_it_lets_the_rest_go() -> None:
    code, other = funded(1000), funded(0)
    hold_id = hold(code)
    assert (balance_of(code), free_of(code)) == (1000, 400)
    transfer_id = use(hold_id, code, other, 450)
    assert (balance_of(code), free_of(code), balance_of(other)) == (550, 550, 450)
    row = Hold.objects.get(pk=hold_id)
    assert (row.status, row.posted_minor, row.transfer_id, row.resolved_at) == ("posted", 450, transfer_id, AT)
    assert Transfer.objects.get(pk=transfer_id).memo == {"hold": str(hold_id)}
    assert prove_books(at=AT).differences == 0


def test_all_that_is_held_can_be_used_when_nothing_else_is_left() -> None:
    code, other = funded(1000), funded(0)
    use(hold(code, 1000), code, other, 1000)
    assert (balance_of(code), balance_of(other)) == (0, 1000)


def test_the_same_key_is_the_same_hold_and_no_other() -> None:
    code, other = funded(1000), funded(1000)
    assert hold(code) == hold(code)
    assert free_of(code) == 400
    for changed in ((code, 601), (other, 600)):
        with pytest.raises(TransferDiffers):
            hold(*changed)


def test_no_more_is_held_than_is_free() -> None:
    code = funded(1000)
    hold(code, 600)
    with pytest.raises(InsufficientFunds) as refusal:
        hold(code, 401, "another")
    assert refusal.value.values == {"account": code}
    with pytest.raises(UnknownAccount):
        hold(deposit_of(uuid4()), 1, "nowhere")
    assert free_of(code) == 400


def test_using_a_hold_again_with_the_same_key_gives_the_same_transfer() -> None:
    code, other = funded(1000), funded(0)
    hold_id = hold(code)
    assert use(hold_id, code, other, 450) == use(hold_id, code, other, 450)
    assert balance_of(other) == 450
    with pytest.raises(TransferDiffers), transaction.atomic():
        use(hold_id, code, other, 449)
    with pytest.raises(HoldResolved):
        use(hold_id, code, other, 10, "again")


def test_a_hold_is_not_used_under_the_key_of_another_transfer() -> None:
    code, other = funded(1000), funded(0)
    first, second = hold(code, 100, "first"), hold(code, 100, "second")
    use(first, code, other, 50)
    with pytest.raises(TransferDiffers), transaction.atomic():
        use(second, code, other, 50)
    assert Hold.objects.get(pk=second).status == "pending"
    assert prove_books(at=AT).differences == 0


def test_a_hold_gives_no_more_than_it_keeps_and_not_from_elsewhere() -> None:
    code, other = funded(1000), funded(1000)
    hold_id = hold(code)
    for source, target, amount in ((code, other, 601), (other, code, 5), (other, funded(0), 5)):
        with pytest.raises(HoldExceeded):
            use(hold_id, source, target, amount)
    assert (balance_of(code), balance_of(other), free_of(code)) == (1000, 1000, 400)


def test_a_voided_hold_is_let_go_once() -> None:
    code, other = funded(1000), funded(0)
    hold_id = hold(code)
    void_hold(hold_id=hold_id, at=AT)
    void_hold(hold_id=hold_id, at=AT)
    assert free_of(code) == 1000
    with pytest.raises(HoldResolved):
        use(hold_id, code, other, 1)


def test_a_used_or_unknown_hold_is_not_voided() -> None:
    code, other = funded(1000), funded(0)
    hold_id = hold(code)
    use(hold_id, code, other, 100)
    for missing in (hold_id, uuid4()):
        with pytest.raises(HoldResolved):
            void_hold(hold_id=missing, at=AT)
    assert free_of(code) == 900


def test_holds_are_let_go_when_their_time_is_over_and_not_before() -> None:
    code, other = funded(1000), funded(500)
    first, second, third = hold(code, 100, "first"), hold(code, 200, "second"), hold(other, 300, "third")
    void_hold(hold_id=second, at=AT)
    assert expire_holds(at=LATER - timedelta(seconds=1)) == 0
    assert expire_holds(at=LATER) == 2
    assert expire_holds(at=LATER) == 0
    assert (free_of(code), free_of(other)) == (1000, 500)
    assert dict(Hold.objects.values_list("pk", "status")) == {first: "expired", second: "voided", third: "expired"}
    assert prove_books(at=LATER).differences == 0


def test_a_hold_out_of_time_is_not_used_even_before_the_sweep() -> None:
    code, other = funded(1000), funded(0)
    hold_id = hold(code)
    with pytest.raises(HoldResolved):
        post_hold(hold_id=hold_id, legs=[Leg(code, -1), Leg(other, 1)], key="use", kind="use", at=LATER)
