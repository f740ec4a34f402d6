"""Paying out to other banks: the rail may answer late, twice, wrong or never, and give money back after it said yes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Q

from ecosystem import ports
from ecosystem.audit.public import record
from ecosystem.kernel.actor import platform
from ecosystem.kernel.ids import uuid7
from ecosystem.kernel.money import CNY
from ecosystem.kernel.verbs import entry, inner
from ecosystem.ledger.public import Leg, bank_account, post_transfer

from ..errors import UnknownRail
from ..models import Disbursement, RailAnswer

Status = Disbursement.Status
RAIL = platform("payments.rail")
# A return within this time is found by asking; a later one is the rail's to call about, or in its file.
ASKED_AFTER_SUCCESS = timedelta(hours=1)
# What the rail may say, by where the money is: a word that fits no row is kept, not believed.
NEXT = {
    (Status.SUBMITTED, "succeeded"): Status.SUCCEEDED,
    (Status.SUBMITTED, "failed"): Status.FAILED,
    (Status.SUBMITTED, "returned"): Status.FAILED,
    (Status.SUCCEEDED, "returned"): Status.RETURNED,
}


@dataclass(frozen=True, slots=True)
class Destination:
    """An account at another bank, reached by a rail."""

    rail: str
    bank_code: str
    account_no: str
    holder: str


@inner
def disburse(*, port: str, document_id: UUID, amount_minor: int, to: Destination, at: datetime) -> Disbursement:
    """Write down that money is to leave; a task hands it to the rail after the commit.

    The caller has put the money into ``clearing_of(document_id)``; there it waits, and there it comes back to.

    Raises:
        UnknownRail: nobody registered the rail, or the port that is to be told.
    """
    if ports.payout_rails.named(to.rail) is None or ports.disbursed.named(port) is None:
        raise UnknownRail
    return Disbursement.objects.create(
        id=uuid7(),
        port=port,
        document_id=document_id,
        rail=to.rail,
        bank_code=to.bank_code,
        account_no=to.account_no,
        holder=to.holder,
        amount_minor=amount_minor,
        currency=CNY,
        status=Status.WAITING,
        created_at=at,
    )


def clearing_of(document_id: UUID) -> str:
    """Where money of a document waits between the shop's books and the rail."""
    return bank_account("clearing", spread_by=str(document_id))


@entry
def submit(*, disbursement_id: UUID, at: datetime) -> Disbursement | None:
    """Take one for sending; ``None`` when another worker has it. What is taken is asked after, never sent again."""
    taken = Disbursement.objects.filter(pk=disbursement_id, status=Status.WAITING).update(status=Status.SUBMITTED, submitted_at=at)
    return Disbursement.objects.get(pk=disbursement_id) if taken else None


def send(*, disbursement_id: UUID, at: datetime) -> None:
    """Hand one to its rail, outside any transaction, and take what it says at once."""
    disbursement = submit(disbursement_id=disbursement_id, at=at)
    if disbursement is not None:
        take_words(_rail(disbursement.rail).send(order=order_of(disbursement), at=at), at=at)


def ask(*, disbursement_id: UUID, at: datetime) -> None:
    """Ask the rail what became of one that it was given."""
    disbursement = Disbursement.objects.get(pk=disbursement_id)
    if disbursement.submitted_at is not None:
        take_words(_rail(disbursement.rail).ask(order=order_of(disbursement), sent_at=disbursement.submitted_at, at=at), at=at)


def take_words(words: Iterable[ports.RailWord], *, at: datetime) -> None:
    for word in words:
        take_word(word=word, at=at)


@entry
def take_word(*, word: ports.RailWord, at: datetime) -> bool:
    """What a rail says of an order, by its answer or a call of its own; said again it changes nothing. Whether it was believed.

    An amount that is not the order's, or a state that can't follow, is kept and believed by nobody: reconciliation opens
    a case for it. Money that comes back after success is put where it came from, and its document is told.
    """
    row = Disbursement.objects.select_for_update().filter(pk=word.order_id).first()
    if row is None or word.status in {"accepted", "unknown"}:
        return False
    to = NEXT.get((Status(row.status), word.status))
    believed = to is not None and word.amount_minor == row.amount_minor
    said = {"disbursement": row, "status": word.status, "amount_minor": word.amount_minor, "reference": word.reference}
    _answer, new = RailAnswer.objects.get_or_create(**said, defaults={"reason": word.reason, "taken": believed, "at": at})
    if not new or to is None or not believed:
        return False
    row.reference, row.reason = word.reference or row.reference, word.reason
    _move(row, to, at=at)
    told = {"status": str(to), "reference": row.reference, "reason": row.reason}
    record("payments.rail_said", target=row, by=RAIL, at=at, after=told)
    listener = ports.disbursed.named(row.port)
    if listener is None:
        raise LookupError(f"nobody registered the disbursed document {row.port!r}")
    transfer_id = row.return_transfer_id or row.transfer_id
    listener.told(document_id=row.document_id, status=str(to), reference=row.reference, transfer_id=transfer_id, at=at)
    return True


def _move(row: Disbursement, to: Disbursement.Status, *, at: datetime) -> None:
    row.status = to
    if to == Status.RETURNED:
        row.return_transfer_id, row.returned_at = _post(row, "return", row.amount_minor, at=at), at
    else:
        row.decided_at = at
        row.transfer_id = _post(row, "sent", -row.amount_minor, at=at) if to == Status.SUCCEEDED else None
    row.save(update_fields=["status", "reference", "reason", "decided_at", "returned_at", "transfer_id", "return_transfer_id"])


def _post(row: Disbursement, what: str, amount_minor: int, *, at: datetime) -> UUID:
    legs = [Leg(clearing_of(row.document_id), amount_minor), Leg(bank_account("cash", spread_by=str(row.document_id)), -amount_minor)]
    return post_transfer(key=f"disbursement/{row.pk}/{what}", kind=f"disbursement_{what}", legs=legs, at=at)


def order_of(row: Disbursement) -> ports.RailOrder:
    return ports.RailOrder(
        order_id=row.pk,
        amount_minor=row.amount_minor,
        currency=row.currency,
        bank_code=row.bank_code,
        account_no=row.account_no,
        holder=row.holder,
    )


def _rail(name: str) -> ports.PayoutRail:
    rail = ports.payout_rails.named(name)
    if rail is None:
        raise UnknownRail
    return rail


def on_their_way(*, at: datetime, most: int = 500) -> tuple[list[UUID], list[UUID]]:
    """Those that wait to be sent, and those of which the rail may say more, oldest first."""
    fresh = Q(status=Status.SUCCEEDED, decided_at__gte=at - ASKED_AFTER_SUCCESS)
    rows = Disbursement.objects.filter(Q(status__in=[Status.WAITING, Status.SUBMITTED]) | fresh).order_by("created_at", "pk")
    found = list(rows.values_list("pk", "status")[:most])
    return [pk for pk, status in found if status == Status.WAITING], [pk for pk, status in found if status != Status.WAITING]
