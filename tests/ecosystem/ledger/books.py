"""Accounts with money in them, and raw SQL for those who try to get past the verbs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import DatabaseError, connection, transaction

from ecosystem.kernel.ids import uuid7
from ecosystem.ledger.models import Account
from ecosystem.ledger.public import Leg, bank_account, deposit_of, open_accounts, post_transfer

AT = datetime(2026, 11, 1, tzinfo=UTC)
CASH = bank_account("cash", spread_by="test")


def funded(amount_minor: int) -> str:
    """A party's account with so much in it."""
    code = deposit_of(uuid4())
    open_accounts([code])
    if amount_minor:
        post_transfer(key=f"opening/{code}", kind="opening", legs=[Leg(CASH, -amount_minor), Leg(code, amount_minor)], at=AT)
    return code


def move(key: str, source: str, target: str, amount_minor: int, *, kind: str = "move", memo: dict[str, Any] | None = None) -> UUID:
    return post_transfer(key=key, kind=kind, legs=[Leg(source, -amount_minor), Leg(target, amount_minor)], at=AT, memo=memo)


def account(code: str) -> Account:
    return Account.objects.get(code=code)


def run(statement: str, parameters: Sequence[Any] = ()) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)


def check_now() -> None:
    """Ask now what the database would ask at commit."""
    run("SET CONSTRAINTS ALL IMMEDIATE")


def insert_transfer(key: str = "by hand", kind: str = "by hand") -> UUID:
    transfer_id = uuid7()
    run(
        "INSERT INTO ledger_transfer (id, key, kind, fingerprint, memo, at) VALUES (%s, %s, %s, '', '{}', %s)",
        [transfer_id, key, kind, AT],
    )
    return transfer_id


def insert_entry(
    transfer_id: UUID, code: str, amount_minor: int, *, currency: str = "CNY", version: int | None = None, balance_skips: int = 0
) -> None:
    """An entry that continues its account's chain, unless told otherwise; the account itself is left as it is."""
    run(
        "INSERT INTO ledger_entry (transfer_id, account_id, currency, amount_minor, balance_after_minor, version)"
        " SELECT %s, id, %s, %s, balance_minor + %s, coalesce(%s, version + 1) FROM ledger_account WHERE code = %s",
        [transfer_id, currency, amount_minor, amount_minor + balance_skips, version, code],
    )


@contextmanager
def refused_by_database(name: str) -> Iterator[None]:
    """The database refuses the block, naming the constraint, trigger or table."""
    with pytest.raises(DatabaseError, match=name), transaction.atomic():
        yield
        check_now()
