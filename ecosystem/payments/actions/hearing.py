"""What an acquirer says: by a signed call, as an answer, or in its daily file. All of it is believed in one place.

Locks, in the house's order: the documents and what they need, the payment, the accounts.
"""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import F

from ecosystem import ports
from ecosystem.audit.public import record
from ecosystem.kernel.actor import platform
from ecosystem.kernel.clock import business_date
from ecosystem.kernel.verbs import entry, inner
from ecosystem.ledger.public import lock_accounts, post_transfer
from ecosystem.notices.public import notify, nudge

from ..acquired import acquirer_book, taken_legs
from ..errors import CallTooOld, UnknownMethod
from ..models import OPEN, AcquirerCall, Charge, Day, Payment
from .besides import beside_named, hold_beside, without_beside
from .paying import lock_payment, note_paid, settle_failed, settle_paid
from .refunding import create_refund
from .returning import take_refund_word

log = logging.getLogger(__name__)
Status = Payment.Status
ACQUIRER = platform("payments.acquirer")
# How far the clocks may be apart: an older call may be somebody's who listened, so it is a reason to ask and nothing more.
FRESH = timedelta(minutes=5)


def hear(*, name: str, headers: Mapping[str, str], body: bytes, at: datetime) -> bool:
    """A call of an acquirer: check its signature, keep it as it came, believe what fits. Whether something changed.

    Raises:
        UnknownMethod: there is no such acquirer.
        CallNotSigned: the signature is not its own. Nothing is kept.
        CallTooOld: signed more than five minutes from now, by whichever clock is wrong. It is kept, and the acquirer is asked.
    """
    acquirer = ports.acquirers.named(name)
    if acquirer is None:
        raise UnknownMethod
    call = acquirer.read(headers=headers, body=body)
    fresh = abs(at - call.signed_at) <= FRESH
    keep_call(name=name, headers=headers, body=body, call=call, fresh=fresh, at=at)
    if not fresh:
        raise CallTooOld(minutes=round(abs(at - call.signed_at).total_seconds() / 60))
    return take_acquirer_word(acquirer=name, word=call.word, at=at)


@entry
def keep_call(*, name: str, headers: Mapping[str, str], body: bytes, call: ports.AcquirerCall, fresh: bool, at: datetime) -> None:
    """The call as it came, once however often it comes. One from a wrong clock has its payment asked about at once."""
    digest = hashlib.sha256(body).digest()
    kept = AcquirerCall(acquirer=name, digest=digest, headers=dict(headers), body=body.decode("utf-8", "replace"), fresh=fresh, at=at)
    AcquirerCall.objects.bulk_create([kept], ignore_conflicts=True)
    if not fresh:
        log.warning("the clocks of %s and ours are %s apart", name, abs(at - call.signed_at))
        Charge.objects.filter(pk=call.word.ours_id, payment__status__in=OPEN).update(next_at=at)


def take_acquirer_word(*, acquirer: str, word: ports.AcquirerWord, at: datetime) -> bool:
    """What an acquirer says of a payment or a refund; said again it changes nothing. Whether it was believed."""
    if word.status in {"open", "absent"} and word.kind == "refund":
        return False
    take = take_refund_word if word.kind == "refund" else take_payment_word
    return take(acquirer=acquirer, word=word, at=at)


@entry
def take_payment_word(*, acquirer: str, word: ports.AcquirerWord, at: datetime) -> bool:
    """Believe what an acquirer says of a payment, if it is of this payment, to this merchant and over this amount.

    What does not fit, or bears the reference of another charge, is ``disputed``: nothing moves, and an operator is shown it.
    Success is believed whenever it comes, since the money is there: documents that no longer wait for it give it back. A failure
    after a success is believed by nobody.
    """
    charge = Charge.objects.select_related("payment").filter(pk=word.ours_id, acquirer=acquirer).first()
    if charge is None:
        log.warning("%s speaks of a payment %s that nobody asked it for", acquirer, word.ours_id)
        return False
    # A storm of the same call ends here, without a lock.
    if charge.payment.status == Status.SUCCEEDED and word.status == "succeeded" and word.reference == charge.reference:
        return False
    if word.status in {"closed", "absent"}:
        return _closed(charge, at=at)
    against = _why_not(charge, word)
    if against:
        return _dispute(charge, against, word, at=at)
    if word.status == "succeeded":
        return _succeeded(charge, word, at=at)
    payment = lock_payment(charge.pk)
    if word.status != "failed" or payment.status not in OPEN:
        return False
    settle_failed(payment, Status.FAILED, reason=word.reason or "refused", by=ACQUIRER, at=at)
    _done(charge)
    _tell_payer(payment, "payment_failed", at=at)
    return True


def _why_not(charge: Charge, word: ports.AcquirerWord) -> str:
    if word.merchant_no != charge.merchant_no:
        return "merchant"
    if word.currency != charge.payment.currency:
        return "currency"
    return "amount" if word.status == "succeeded" and word.amount_minor != charge.payment.asked_minor else ""


@inner
def _succeeded(charge: Charge, word: ports.AcquirerWord, *, at: datetime) -> bool:
    rows = charge.payment.shares.order_by("port", "document_id")
    shares = list(rows.values_list("port", "document_id", "account", F("amount_minor") - F("beside_minor")))
    accounts = [code for port in sorted({row[0] for row in shares}) for code in _payable(port).hold(document_ids=_of(port, shares))]
    payment = lock_payment(charge.pk)
    if payment.status == Status.SUCCEEDED:
        # Heard twice in the same moment; or charged twice, which only the acquirer can undo.
        return False if word.reference == Charge.objects.get(pk=charge.pk).reference else _dispute(charge, "charged_twice", word, at=at)
    if not _named(charge, word):
        return _dispute(charge, "reference", word, at=at)
    lock_accounts([acquirer_book(payment.pk), *(row[2] for row in shares), *hold_beside(payment), *accounts])
    legs = taken_legs(payment.pk, [(row[2], row[3]) for row in shares if row[3]])
    transfer_id = post_transfer(key=f"payment/{payment.pk}", kind="payment", legs=legs, at=at)
    Charge.objects.filter(pk=charge.pk).update(disputed="", next_at=None)
    told: dict[str, Any] = {"instrument": _instrument(charge, word), "decided_at": _when(word, at)}
    if payment.let_go_at:
        _came_alone(payment, transfer_id, told, at=at)
    else:
        if payment.beside:
            beside_named(payment.beside).give(payment_id=payment.pk, into={row[1]: row[2] for row in shares}, at=at)
        settle_paid(payment, transfer_id, by=ACQUIRER, at=at, **told)
    nudge([payment.payer_id] if payment.payer_id else [], "orders")
    return True


@inner
def _came_alone(payment: Payment, transfer_id: UUID, told: dict[str, Any], *, at: datetime) -> None:
    """An acquirer's part of a payment whose other part was let go of meanwhile: it pays for nothing, and goes back."""
    without_beside(payment)
    note_paid(payment, transfer_id, by=ACQUIRER, at=at, **told)
    for share in payment.shares.order_by("document_id"):
        create_refund(
            payment_id=payment.pk,
            document_id=share.document_id,
            amount_minor=share.amount_minor,
            reason="came_without_the_rest",
            key=f"late/{share.document_id}/{payment.pk}",
            by=ACQUIRER,
            at=at,
        )


def _instrument(charge: Charge, word: ports.AcquirerWord) -> str:
    """What paid, as a digest: an acquirer's name of its customer is nobody else's business."""
    return hashlib.sha256(f"{charge.acquirer}/{word.payer}".encode()).hexdigest()[:32] if word.payer else ""


@inner
def _named(charge: Charge, word: ports.AcquirerWord) -> bool:
    """Write the acquirer's name of the charge down, if it names no other by it. Two that are heard at once wait for each other here."""
    try:
        with transaction.atomic():
            Charge.objects.filter(pk=charge.pk).update(reference=word.reference)
    except IntegrityError as error:
        if "an_acquirers_reference_is_of_one_charge" not in str(error):
            raise
        return False
    return True


def _when(word: ports.AcquirerWord, at: datetime) -> datetime:
    """When the acquirer says that it happened, so that it stands on the day of its file; now, where that day is closed."""
    told = word.happened_at
    return at if told is None or told > at or Day.objects.filter(pk=business_date(told)).exists() else told


def _of(port: str, shares: list[tuple[str, UUID, str, int]]) -> list[UUID]:
    return [document for named, document, _account, _amount in shares if named == port]


def _payable(port: str) -> ports.Payable:
    payable = ports.payables.named(port)
    if payable is None:
        raise LookupError(f"nobody registered the payable {port!r}")
    return payable


@inner
def _closed(charge: Charge, *, at: datetime) -> bool:
    payment = lock_payment(charge.pk)
    if payment.status not in OPEN:
        return False
    settle_failed(payment, Status.CLOSED, reason="closed", by=ACQUIRER, at=at)
    _done(charge)
    nudge([payment.payer_id] if payment.payer_id else [], "orders")
    return True


@inner
def _dispute(charge: Charge, against: str, word: ports.AcquirerWord, *, at: datetime) -> bool:
    lock_payment(charge.pk)
    if Charge.objects.filter(pk=charge.pk).exclude(disputed=against).update(disputed=against):
        told = {"against": against, "status": word.status, "amount_minor": word.amount_minor, "currency": word.currency, "merchant": word.merchant_no}
        record("payments.dispute", target=f"payment/{charge.pk}", by=ACQUIRER, at=at, after=told)
        log.error("%s and we differ about payment %s: %s", charge.acquirer, charge.pk, against)
        nudge([charge.payment.payer_id] if charge.payment.payer_id else [], "orders")
    return False


@inner
def _done(charge: Charge) -> None:
    Charge.objects.filter(pk=charge.pk).update(next_at=None)


@inner
def _tell_payer(payment: Payment, kind: str, *, at: datetime) -> None:
    if payment.payer_id:
        notify(payment.payer_id, kind, f"payment/{payment.pk}/{kind}", {"amount_minor": payment.amount_minor}, at=at)
        nudge([payment.payer_id], "orders")
