"""Posting: what moves, what is refused, and that a refusal moves nothing."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.db import transaction

from ecosystem.ledger.errors import InsufficientFunds, TransferDiffers, Unbalanced, UnknownAccount
from ecosystem.ledger.public import BulkLedger, Leg, balance_of, deposit_of, post_transfer, prove_books

from .books import AT, account, funded, move

pytestmark = pytest.mark.django_db


def test_a_transfer_moves_money_and_the_books_prove() -> None:
    rich, poor = funded(1000), funded(10)
    move("t1", rich, poor, 400)
    assert (balance_of(rich), balance_of(poor)) == (600, 410)
    assert prove_books(at=AT).differences == 0


def test_the_same_key_and_content_is_posted_once() -> None:
    rich, poor = funded(1000), funded(10)
    assert move("t1", rich, poor, 400) == move("t1", rich, poor, 400)
    assert balance_of(rich) == 600


@pytest.mark.parametrize("amount", [1001, 5000])
def test_an_account_is_never_overdrawn(amount: int) -> None:
    rich, poor = funded(1000), funded(10)
    with pytest.raises(InsufficientFunds), transaction.atomic():
        move("t1", rich, poor, amount)
    assert (balance_of(rich), balance_of(poor)) == (1000, 10)


def test_refusals_change_nothing() -> None:
    rich, poor = funded(1000), funded(10)
    move("t1", rich, poor, 400)
    with pytest.raises(TransferDiffers), transaction.atomic():
        move("t1", rich, poor, 401)
    with pytest.raises(UnknownAccount), transaction.atomic():
        move("t2", rich, deposit_of(uuid4()), 1)
    with pytest.raises(Unbalanced), transaction.atomic():
        post_transfer(key="t3", kind="move", legs=[Leg(rich, -5), Leg(poor, 4)], at=AT)
    assert (balance_of(rich), balance_of(poor)) == (600, 410)


def test_a_refusal_in_bulk_leaves_its_account_as_it_was() -> None:
    code, other = funded(1000), funded(0)
    with transaction.atomic():
        bulk = BulkLedger([code, other])
        with pytest.raises(InsufficientFunds):
            bulk.post(key="too much", kind="move", legs=[Leg(code, -1001), Leg(other, 1001)], at=AT)
        with pytest.raises(UnknownAccount):
            bulk.post(key="nowhere", kind="move", legs=[Leg(code, -1), Leg(deposit_of(uuid4()), 1)], at=AT)
        _transfer, entries = bulk.post(key="all", kind="move", legs=[Leg(code, -1000), Leg(other, 1000)], at=AT)
        assert sorted((entry.amount_minor, entry.balance_after_minor, entry.version) for entry in entries) == [(-1000, 0, 2), (1000, 1000, 1)]
    assert account(code).balance_minor == 1000, "nothing is written before the books are closed"
