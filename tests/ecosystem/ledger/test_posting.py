from datetime import UTC, datetime
from uuid import UUID, uuid4

import pytest
from django.db import transaction

from ecosystem.ledger.public import (
    InsufficientFunds,
    Leg,
    TransferDiffers,
    Unbalanced,
    UnknownAccount,
    balance_of,
    bank_account,
    deposit_of,
    open_accounts,
    post_transfer,
    prove_books,
)

AT = datetime(2026, 11, 1, tzinfo=UTC)
CASH = bank_account("cash", spread_by="test")
pytestmark = pytest.mark.django_db


def _funded(amount_minor: int) -> str:
    code = deposit_of(uuid4())
    open_accounts([code])
    post_transfer(key=f"opening/{code}", kind="opening", legs=[Leg(CASH, -amount_minor), Leg(code, amount_minor)], at=AT)
    return code


def _move(key: str, source: str, target: str, amount_minor: int) -> UUID:
    return post_transfer(key=key, kind="move", legs=[Leg(source, -amount_minor), Leg(target, amount_minor)], at=AT)


def test_a_transfer_moves_money_and_the_books_prove() -> None:
    rich, poor = _funded(1000), _funded(10)
    _move("t1", rich, poor, 400)
    assert (balance_of(rich), balance_of(poor)) == (600, 410)
    assert prove_books(at=AT).differences == 0


def test_the_same_key_and_content_is_posted_once() -> None:
    rich, poor = _funded(1000), _funded(10)
    assert _move("t1", rich, poor, 400) == _move("t1", rich, poor, 400)
    assert balance_of(rich) == 600


@pytest.mark.parametrize("amount", [1001, 5000])
def test_an_account_is_never_overdrawn(amount: int) -> None:
    rich, poor = _funded(1000), _funded(10)
    with pytest.raises(InsufficientFunds), transaction.atomic():
        _move("t1", rich, poor, amount)
    assert (balance_of(rich), balance_of(poor)) == (1000, 10)


def test_refusals_change_nothing() -> None:
    rich, poor = _funded(1000), _funded(10)
    _move("t1", rich, poor, 400)
    with pytest.raises(TransferDiffers), transaction.atomic():
        _move("t1", rich, poor, 401)
    with pytest.raises(UnknownAccount), transaction.atomic():
        _move("t2", rich, deposit_of(uuid4()), 1)
    with pytest.raises(Unbalanced), transaction.atomic():
        post_transfer(key="t3", kind="move", legs=[Leg(rich, -5), Leg(poor, 4)], at=AT)
    assert (balance_of(rich), balance_of(poor)) == (600, 410)
