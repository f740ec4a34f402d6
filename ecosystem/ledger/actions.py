"""Opening accounts, posting transfers, setting money aside."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import DatabaseError, connection
from django.db.models import F

from ecosystem import ports
from ecosystem.kernel.ids import uuid7
from ecosystem.kernel.verbs import entry, inner

from .errors import HoldExceeded, HoldResolved, InsufficientFunds, TransferDiffers, UnknownAccount
from .models import Account, Hold, ProofRun
from .rules import Leg, fingerprint, merged, parts_of

POST = "SELECT transfer_id FROM ledger_post(%s, %s, %s, %s, %s, %s, %s, %s, %s, %s)"
REFUSALS = {"TW001": InsufficientFunds, "TW002": UnknownAccount, "TW003": TransferDiffers}


@inner
def open_accounts(codes: Iterable[str]) -> None:
    """Open the accounts that are not open yet. Bank books are opened by the migration.

    An account keeps no date of its own: its first entry tells when it was first used.

    Raises:
        UnknownAccount: a code that names no kind of account.
    """
    Account.objects.bulk_create(draft_accounts(codes), ignore_conflicts=True)


def draft_accounts(codes: Iterable[str]) -> list[Account]:
    """The rows of accounts that nobody has opened yet, in code order."""
    accounts = []
    for code in sorted(set(codes)):
        kind, party_id, currency = parts_of(code)
        accounts.append(Account(code=code, kind=kind, party_id=party_id, currency=currency, may_overdraw=party_id is None))
    return accounts


@inner
def post_transfer(*, key: str, kind: str, legs: Sequence[Leg], at: datetime, memo: Mapping[str, Any] | None = None) -> UUID:
    """Move money, once per key, in one database call; the same key and content give the same id.

    Legs to one account are summed, and those that come to nothing left out. A refusal comes
    from the database, so the caller's transaction ends with it. What moves together belongs
    into one transfer: its accounts are locked in one order, those of two transfers are not.

    Raises:
        Unbalanced: the legs don't sum to zero in each currency, or move nothing.
        InsufficientFunds: an account that may not be overdrawn would be, what is held counted as gone.
        UnknownAccount: a leg names an account that is not open.
        TransferDiffers: the key was used for something else.
    """
    return _post(key=key, kind=kind, legs=legs, at=at, memo=memo or {})


@inner
def lock_accounts(codes: Iterable[str]) -> None:
    """Hold accounts, in the order of their ids, before a transaction that can't do with one transfer posts its first."""
    list(Account.objects.select_for_update(no_key=True).filter(code__in=set(codes)).order_by("pk").values_list("pk"))


def _post(*, key: str, kind: str, legs: Sequence[Leg], at: datetime, memo: Mapping[str, Any], hold: Hold | None = None) -> UUID:
    legs = merged(legs)
    with connection.cursor() as cursor, _refusals():
        cursor.execute(
            POST,
            [
                uuid7(),
                key,
                kind,
                fingerprint(kind, legs, memo),
                at,
                json.dumps(memo),
                [leg.account for leg in legs],
                [leg.amount_minor for leg in legs],
                hold.account_id if hold else None,
                hold.amount_minor if hold else 0,
            ],
        )
        return UUID(str(cursor.fetchone()[0]))


@contextmanager
def _refusals() -> Iterator[None]:
    try:
        yield
    except DatabaseError as error:
        refusal = REFUSALS.get(getattr(error.__cause__, "sqlstate", ""))
        if refusal is None:
            raise
        detail = error.__cause__.diag.message_detail  # type: ignore[union-attr]
        raise refusal(account=detail) from error


@inner
def place_hold(*, key: str, account: str, amount_minor: int, expires_at: datetime, at: datetime) -> UUID:
    """Set money aside, once per key.

    Raises:
        UnknownAccount, InsufficientFunds: nothing to set aside from.
        TransferDiffers: the key holds another amount or account.
    """
    row = Account.objects.select_for_update(no_key=True).filter(code=account).first()
    if row is None:
        raise UnknownAccount(account=account)
    earlier = Hold.objects.filter(key=key).first()
    if earlier is not None:
        if (earlier.account_id, earlier.amount_minor) != (row.pk, amount_minor):
            raise TransferDiffers
        return earlier.pk
    if not row.may_overdraw and row.balance_minor - row.held_minor < amount_minor:
        raise InsufficientFunds(account=account)
    Account.objects.filter(pk=row.pk).update(held_minor=F("held_minor") + amount_minor)
    return Hold.objects.create(key=key, account=row, amount_minor=amount_minor, placed_at=at, expires_at=expires_at).pk


@inner
def post_hold(*, hold_id: UUID, legs: Sequence[Leg], key: str, kind: str, at: datetime) -> UUID:
    """Use what was set aside, up to its amount; the rest is let go. Once per key, as ``post_transfer``.

    Raises:
        HoldResolved: used otherwise, let go or out of time.
        HoldExceeded: the legs take more than was held from the account, or nothing.
        Unbalanced, InsufficientFunds, UnknownAccount, TransferDiffers: as ``post_transfer``.
    """
    # Named in what makes the transfer one and the same, so that no other transfer passes for this hold's.
    memo = {"hold": str(hold_id)}
    lock_accounts([leg.account for leg in legs])
    hold = _locked(hold_id)
    if hold.transfer and hold.transfer.key == key:
        return _post(key=key, kind=kind, legs=legs, at=at, memo=memo)
    if hold.status != Hold.Status.PENDING or hold.expires_at <= at:
        raise HoldResolved
    taken = -sum(leg.amount_minor for leg in merged(legs) if leg.account == hold.account.code)
    if not 0 < taken <= hold.amount_minor:
        raise HoldExceeded
    transfer_id = _post(key=key, kind=kind, legs=legs, at=at, memo=memo, hold=hold)
    Hold.objects.filter(pk=hold_id).update(status=Hold.Status.POSTED, posted_minor=taken, transfer=transfer_id, resolved_at=at)
    return transfer_id


@inner
def void_hold(*, hold_id: UUID, at: datetime) -> None:
    """Let go of what was set aside; doing it again changes nothing.

    Raises:
        HoldResolved: it was used, or has expired.
    """
    list(Account.objects.select_for_update(no_key=True).filter(holds=hold_id).values_list("pk"))
    hold = _locked(hold_id)
    if hold.status == Hold.Status.PENDING:
        _let_go(hold, Hold.Status.VOIDED, at)
    elif hold.status != Hold.Status.VOIDED:
        raise HoldResolved


@entry
def expire_holds(*, at: datetime, most: int = 200) -> int:
    """Let go of holds whose time is over; returns how many. Accounts are held before what is held of them, as everywhere."""
    late = Hold.objects.filter(status=Hold.Status.PENDING, expires_at__lte=at)
    found = dict(late.order_by("account_id").values_list("pk", "account")[:most])
    list(Account.objects.select_for_update(no_key=True).filter(pk__in=set(found.values())).order_by("pk").values_list("pk"))
    holds = list(late.select_for_update(skip_locked=True, of=("self",)).filter(pk__in=found).order_by("account_id"))
    for hold in holds:
        _let_go(hold, Hold.Status.EXPIRED, at)
    return len(holds)


def _locked(hold_id: UUID) -> Hold:
    hold = Hold.objects.select_for_update(of=("self",)).select_related("account").filter(pk=hold_id).first()
    if hold is None:
        raise HoldResolved
    return hold


def _let_go(hold: Hold, status: Hold.Status, at: datetime) -> None:
    Hold.objects.filter(pk=hold.pk).update(status=status, resolved_at=at)
    Account.objects.filter(pk=hold.account_id).update(held_minor=F("held_minor") - hold.amount_minor)


@entry
def prove_books(*, at: datetime) -> ProofRun:
    """Check every registered room's invariants and keep the result for the operator's page."""
    lines = [(room, line) for room, proof in ports.proofs for line in proof.prove()]
    return ProofRun.objects.create(
        at=at,
        compared=sum(line.compared for _room, line in lines),
        differences=sum(len(line.differences) for _room, line in lines),
        details=[{"room": room, "name": line.name, "compared": line.compared, "differences": list(line.differences)} for room, line in lines],
    )
