"""Taking money by whichever method a wing or this room registered."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from ecosystem import ports
from ecosystem.audit.public import record
from ecosystem.kernel.actor import Actor
from ecosystem.kernel.ids import uuid7
from ecosystem.kernel.money import CNY
from ecosystem.kernel.verbs import entry, inner

from ..errors import PaymentDecided, PaymentFailed, PaymentNotFound, UnknownMethod
from ..models import OPEN, Payment, Share
from .besides import beside_named, let_go
from .charging import open_charge


@dataclass(frozen=True, slots=True)
class Payee:
    """A document that is paid, the port that is told, the ledger account that gets the money."""

    port: str
    document_id: UUID
    account: str
    amount_minor: int


@inner
def create_payment(
    *,
    payer_id: UUID | None,
    method: str,
    beside: str = "",
    payees: Sequence[Payee],
    pay_until: datetime | None = None,
    device: str = "",
    by: Actor,
    at: datetime,
) -> Payment:
    """Pay several documents at once, and tell each of them when the money has moved.

    ``payer_id`` is ``None`` for cash from somebody whom nobody knows. ``pay_until`` is how long an acquirer may take money.
    ``device`` is the payer's own, where she asks for it herself. ``beside`` names what gives a part, of which the acquirer brings the rest.

    Raises:
        UnknownMethod: nobody registered the method.
        PaymentFailed: the method refused; the caller's transaction must not go on.
    """
    payment = draft_payment(payer_id=payer_id, method=method, payees=payees, at=at)
    shares = draft_shares(payment, payees)
    if beside:
        _set_aside(payment, beside, shares)
    asked = [(share.account, share.asked_minor) for share in shares if share.asked_minor]
    outcome = method_named(method).pay(payment_id=payment.pk, payer_id=payer_id, amount_minor=payment.asked_minor, shares=asked, at=at)
    payment.device, payment.instrument = device, outcome.instrument
    if outcome.status == "failed" or (beside and outcome.status != "created"):
        raise PaymentFailed(reason=outcome.reason)
    if outcome.status == "succeeded":
        payment.status, payment.transfer_id, payment.decided_at = Payment.Status.SUCCEEDED, outcome.transfer_id, at
    elif outcome.status == "created":
        payment.status = Payment.Status.CREATED
    payment.save(force_insert=True)
    Share.objects.bulk_create(shares)
    if payment.status == Payment.Status.CREATED:
        open_charge(payment, pay_until=pay_until, at=at)
    if payment.transfer_id:
        _tell(payment, [(payee.port, payee.document_id) for payee in payees], by=by, at=at)
    return payment


def draft_payment(*, payer_id: UUID | None, method: str, payees: Sequence[Payee], at: datetime) -> Payment:
    """The row of a payment that nobody has decided yet."""
    return Payment(
        id=uuid7(),
        payer_id=payer_id,
        method=method,
        amount_minor=sum(payee.amount_minor for payee in payees),
        currency=CNY,
        status=Payment.Status.PENDING,
        created_at=at,
    )


def draft_shares(payment: Payment, payees: Sequence[Payee]) -> list[Share]:
    return [
        Share(payment=payment, port=payee.port, document_id=payee.document_id, account=payee.account, amount_minor=payee.amount_minor)
        for payee in payees
    ]


@inner
def _set_aside(payment: Payment, beside: str, shares: Sequence[Share]) -> None:
    """Raises ``PaymentFailed`` where there is nothing to give, or nothing left for an acquirer to bring."""
    aside = beside_named(beside).set_aside(payment_id=payment.pk, payer_id=payment.payer_id) if payment.payer_id else {}
    for share in shares:
        share.beside_minor = aside.get(share.document_id, 0)
    payment.beside, payment.beside_minor = beside, sum(share.beside_minor for share in shares)
    if not 0 < payment.beside_minor < payment.amount_minor or payment.beside_minor != sum(aside.values()):
        raise PaymentFailed(reason="nothing_set_aside")


@entry
def confirm_payment(*, payment_id: UUID, transfer_id: UUID, by: Actor, at: datetime) -> Payment:
    """A pending payment has succeeded: the method says so, once or several times.

    Raises:
        PaymentNotFound: no such payment.
        PaymentDecided: it failed or was closed before.
    """
    payment = lock_payment(payment_id)
    if payment.status == Payment.Status.SUCCEEDED and payment.transfer_id == transfer_id:
        return payment
    if payment.status not in OPEN:
        raise PaymentDecided
    settle_paid(payment, transfer_id, by=by, decided_at=at, at=at)
    return payment


@inner
def settle_paid(payment: Payment, transfer_id: UUID, *, instrument: str = "", by: Actor, decided_at: datetime, at: datetime) -> None:
    """The money of a payment that the caller holds is there: write it down, and tell its documents."""
    note_paid(payment, transfer_id, instrument=instrument, by=by, decided_at=decided_at, at=at)
    _tell(payment, list(payment.shares.values_list("port", "document_id")), by=by, at=at)


@inner
def note_paid(payment: Payment, transfer_id: UUID, *, instrument: str = "", by: Actor, decided_at: datetime, at: datetime) -> None:
    """The same without telling anybody: what nobody waits for any more."""
    payment.status, payment.transfer_id, payment.decided_at = Payment.Status.SUCCEEDED, transfer_id, decided_at
    payment.instrument = instrument or payment.instrument
    payment.save(update_fields=["status", "transfer_id", "decided_at", "instrument"])
    record("payments.confirm", target=f"payment/{payment.pk}", by=by, at=at)


@inner
def fail_payment(*, payment_id: UUID, reason: str, by: Actor, at: datetime) -> Payment:
    """A pending payment has failed: the method says so. Saying it again changes nothing.

    Raises:
        PaymentNotFound: no such payment.
        PaymentDecided: it succeeded, or was closed before.
    """
    payment = lock_payment(payment_id)
    if payment.status == Payment.Status.FAILED:
        return payment
    if payment.status not in OPEN:
        raise PaymentDecided
    settle_failed(payment, Payment.Status.FAILED, reason=reason, by=by, at=at)
    return payment


@inner
def settle_failed(payment: Payment, status: Payment.Status, *, reason: str, by: Actor, at: datetime) -> None:
    """No money came of a payment that the caller holds: it failed, or was closed. What was set aside beside it is let go of."""
    payment.status, payment.decided_at = status, at
    payment.save(update_fields=["status", "decided_at"])
    let_go(payment, at=at)
    record("payments.close" if status == Payment.Status.CLOSED else "payments.fail", target=f"payment/{payment.pk}", by=by, at=at, reason=reason)


@inner
def lock_payment(payment_id: UUID) -> Payment:
    """The payment, held until the transaction ends. Raises ``PaymentNotFound``."""
    payment = Payment.objects.select_for_update().filter(pk=payment_id).first()
    if payment is None:
        raise PaymentNotFound
    return payment


def method_named(name: str) -> ports.PaymentMethod:
    method = ports.payment_methods.named(name)
    if method is None:
        raise UnknownMethod
    return method


def _tell(payment: Payment, documents: Sequence[tuple[str, UUID]], *, by: Actor, at: datetime) -> None:
    by_port: dict[str, list[UUID]] = defaultdict(list)
    for port, document_id in documents:
        by_port[port].append(document_id)
    for port, document_ids in sorted(by_port.items()):
        payable = ports.payables.named(port)
        if payable is None or payment.transfer_id is None:
            raise LookupError(f"nobody registered the payable {port!r}")
        payable.paid(document_ids=document_ids, payment_id=payment.pk, transfer_id=payment.transfer_id, by=by, at=at)
