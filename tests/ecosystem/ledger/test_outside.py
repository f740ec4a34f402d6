"""Half a movement of money is never committed alone."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.db import transaction

from ecosystem.kernel.errors import OutsideTransaction
from ecosystem.ledger.public import Leg, balance_of, deposit_of, open_accounts, place_hold, post_hold, post_transfer, void_hold

from .books import AT, CASH, funded


def test_the_ledgers_verbs_refuse_to_run_outside_a_transaction(committed: str) -> None:
    with transaction.atomic():
        code = funded(1000)
    legs = [Leg(CASH, -5), Leg(code, 5)]
    for outside in (
        lambda: open_accounts([deposit_of(uuid4())]),
        lambda: post_transfer(key="outside", kind="move", legs=legs, at=AT),
        lambda: place_hold(key="outside", account=code, amount_minor=5, expires_at=AT, at=AT),
        lambda: post_hold(hold_id=uuid4(), legs=legs, key="outside", kind="use", at=AT),
        lambda: void_hold(hold_id=uuid4(), at=AT),
    ):
        with pytest.raises(OutsideTransaction):
            outside()
    assert balance_of(code) == 1000
