"""A town's transfers all at once: the rows that ``post_transfer`` would have written, one after another."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection

from ecosystem.kernel.ids import uuid7

from .errors import InsufficientFunds, UnknownAccount
from .models import Account, Entry, Transfer
from .rules import Leg, fingerprint, merged

CLOSE = """
UPDATE ledger_account a SET balance_minor = w.balance, version = w.version
FROM unnest(%s::bigint[], %s::bigint[], %s::bigint[]) AS w(id, balance, version) WHERE a.id = w.id
"""


class BulkLedger:
    """Knows the accounts it was opened over; nobody else may post to them until ``close``."""

    def __init__(self, codes: Iterable[str] | None = None) -> None:
        accounts = Account.objects.all() if codes is None else Account.objects.filter(code__in=list(codes))
        self._accounts = {account.code: account for account in accounts.select_for_update(no_key=True).order_by("pk")}
        self._touched: set[str] = set()

    def post(self, *, key: str, kind: str, legs: Sequence[Leg], at: datetime, memo: Mapping[str, Any] | None = None) -> tuple[Transfer, list[Entry]]:
        """The rows of one transfer. Raises as ``post_transfer``, except that keys are taken on trust; what was refused moved nothing."""
        legs = merged(legs)
        for leg in legs:
            self._require(leg)
        transfer = Transfer(id=uuid7(), key=key, kind=kind, fingerprint=fingerprint(kind, legs, memo or {}), memo=dict(memo or {}), at=at)
        return transfer, [self._entry(transfer.pk, leg) for leg in legs]

    def _require(self, leg: Leg) -> None:
        account = self._accounts.get(leg.account)
        if account is None:
            raise UnknownAccount(account=leg.account)
        if leg.amount_minor < 0 and not account.may_overdraw and account.balance_minor + leg.amount_minor < account.held_minor:
            raise InsufficientFunds(account=leg.account)

    def _entry(self, transfer_id: UUID, leg: Leg) -> Entry:
        account = self._accounts[leg.account]
        account.balance_minor += leg.amount_minor
        account.version += 1
        self._touched.add(leg.account)
        return Entry(
            transfer_id=transfer_id,
            account_id=account.pk,
            currency=account.currency,
            amount_minor=leg.amount_minor,
            balance_after_minor=account.balance_minor,
            version=account.version,
        )

    def close(self) -> None:
        """Write the balances that all this led to."""
        touched = [self._accounts[code] for code in sorted(self._touched)]
        with connection.cursor() as cursor:
            cursor.execute(CLOSE, [[a.pk for a in touched], [a.balance_minor for a in touched], [a.version for a in touched]])
