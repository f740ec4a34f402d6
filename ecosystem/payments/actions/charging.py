"""Charges: payments that an acquirer carries, each with its next turn."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet

from ecosystem import ports
from ecosystem.kernel.verbs import entry, inner

from ..errors import UnknownMethod
from ..models import OPEN, Charge, Payment, Share

Status = Payment.Status
# An acquirer that was asked is asked again after this, twice as long each time.
FIRST_WAIT, LONGEST_WAIT = timedelta(seconds=5), timedelta(hours=24)
PAY_WITHIN = timedelta(minutes=15)


@dataclass(frozen=True, slots=True)
class Errand:
    """What is to be done about one charge now: ``hand_over``, ``ask`` or ``close``."""

    what: str
    acquirer: str
    order: ports.AcquirerOrder


def wait_after(asks: int) -> timedelta:
    """5 s, 10 s, 20 s … 24 h."""
    wait: timedelta = FIRST_WAIT * 2 ** min(asks, 20)
    return min(wait, LONGEST_WAIT)


@inner
def open_charge(payment: Payment, *, pay_until: datetime | None, at: datetime) -> Charge:
    """Write down that an acquirer is to be asked for a payment; whoever comes first after the commit hands it over."""
    acquirer = acquirer_named(payment.method)
    return Charge.objects.create(
        payment=payment,
        acquirer=payment.method,
        merchant_no=acquirer.merchant_no(),
        pay_until=pay_until or at + PAY_WITHIN,
        next_at=at,
    )


@inner
def let_go_of_open(*, document_ids: Sequence[UUID], at: datetime) -> int:
    """Another payment takes the place of those that are under way for these documents: they are closed at their acquirers.

    One that is being decided in this moment is left alone. Should any of them bring money after all, it pays what is still
    open and the rest goes back. Answers how many.
    """
    shares = Share.objects.filter(document_id__in=document_ids, payment=OuterRef("pk"))
    rows = Payment.objects.select_for_update(skip_locked=True, of=("self",)).filter(Exists(shares), status__in=OPEN, charge__isnull=False)
    held = list(rows.values_list("pk", flat=True))
    return Charge.objects.filter(pk__in=held, close_wanted=False).update(close_wanted=True, next_at=at)


def shares_under_way() -> QuerySet[Share]:
    """Shares of payments that an acquirer has not decided; to be filtered by document."""
    return Share.objects.filter(payment__charge__isnull=False, payment__status__in=OPEN)


def due_charges(*, at: datetime, most: int = 500) -> list[UUID]:
    """Payments of which an acquirer is to be told or asked something now, the longest waiting first."""
    return list(Charge.objects.filter(next_at__lte=at).order_by("next_at", "pk").values_list("pk", flat=True)[:most])


@entry
def claim(*, payment_id: UUID, at: datetime) -> Errand | None:
    """Take one turn at a charge that is due, put off the next; ``None`` when another worker has it or it is decided.

    What is claimed and lost, as by a crash, is due again after the wait.
    """
    payment = Payment.objects.select_for_update(skip_locked=True).filter(pk=payment_id).first()
    if payment is None:
        return None
    charge = Charge.objects.get(pk=payment_id)
    if charge.next_at is None or charge.next_at > at:
        return None
    if payment.status not in OPEN:
        Charge.objects.filter(pk=payment_id).update(next_at=None)
        return None
    closing = charge.close_wanted or charge.pay_until <= at
    new = payment.status == Status.CREATED
    if new and not closing:
        Payment.objects.filter(pk=payment_id).update(status=Status.PENDING)
    Charge.objects.filter(pk=payment_id).update(next_at=at + wait_after(charge.asks), asks=charge.asks + 1)
    return Errand("close" if closing else "hand_over" if new or not charge.address else "ask", charge.acquirer, order_of(payment, charge))


@entry
def note_address(*, payment_id: UUID, address: str) -> None:
    """Where the payer pays; kept as the acquirer said it last."""
    Charge.objects.filter(pk=payment_id).update(address=address)


@entry
def note_silence(*, payment_id: UUID) -> None:
    """Whether the payer was charged is not known until the acquirer speaks or its file does."""
    Payment.objects.filter(pk=payment_id, status=Status.PENDING).update(status=Status.UNKNOWN)


@entry
def note_open(*, payment_id: UUID) -> None:
    """The acquirer answers, and nothing is decided there."""
    Payment.objects.filter(pk=payment_id, status=Status.UNKNOWN).update(status=Status.PENDING)


def order_of(payment: Payment, charge: Charge) -> ports.AcquirerOrder:
    return ports.AcquirerOrder(payment.pk, payment.asked_minor, payment.currency, charge.pay_until)


def acquirer_named(name: str) -> ports.Acquirer:
    acquirer = ports.acquirers.named(name)
    if acquirer is None:
        raise UnknownMethod
    return acquirer
