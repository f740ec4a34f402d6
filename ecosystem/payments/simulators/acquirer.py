"""An acquirer that lives in our own database and behaves like a real one at its worst.

It keeps a book of its own (``SimulatedCharge`` …), calls us with signed bytes, answers when it is asked, and brings a daily
file; it knows nothing of our rows. Its calls are handed to ``hear`` as the endpoint hands them, without a socket between.

How it treats an order follows from the manner in which the payer's page, or a test, pays it:

prompt        called at once                          twice         called twice
late          called after two minutes                out_of_order  after the success, a failure from before it
wrong_amount  takes and tells a fen less              never         no call; says so when it is asked
silent        no call, and no answer for an hour      refused       the payer's bank says no
"""

from __future__ import annotations

import hmac
import json
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.urls import reverse

from ecosystem.kernel.errors import DomainError
from ecosystem.kernel.ids import uuid7
from ecosystem.ports import AcquirerCall, AcquirerOrder, AcquirerRefund, AcquirerWord

from ..actions import hear
from ..errors import CallNotSigned
from ..models import SimulatedCall, SimulatedCharge, SimulatedRefund
from .telling import MERCHANT_NO, NAME, absent, otherwise, owe, refund_word, signature, word_of

__all__ = ["MANNERS", "NAME", "REFUND_MANNERS", "SimulatedAcquirer"]
MANNERS = ("prompt", "late", "twice", "out_of_order", "wrong_amount", "never", "silent", "refused")
# How refunds of an order are treated, where it was paid in one of these: refused once, refused for good, never called about.
REFUND_MANNERS = ("refund_refused", "refund_abnormal", "refund_quiet")
LATE, SILENCE = timedelta(minutes=2), timedelta(hours=1)
MOST_TRIES = 6
Status = SimulatedCharge.Status


class Silence(OSError):
    """Nobody answers."""


class SimulatedAcquirer:
    """The port ``Acquirer``. ``away_until`` and ``clock_off`` are for whoever wants it out of order."""

    def __init__(self) -> None:
        self.away_until: datetime | None = None
        self.clock_off = timedelta()

    def merchant_no(self) -> str:
        return MERCHANT_NO

    def hand_over(self, *, order: AcquirerOrder, at: datetime) -> str:
        self._answer(at)
        made = {"amount_minor": order.amount_minor, "currency": order.currency, "pay_until": order.pay_until}
        SimulatedCharge.objects.get_or_create(pk=order.payment_id, defaults=made)
        return reverse("payments-simulated:pay", args=[order.payment_id])

    def ask(self, *, order: AcquirerOrder, at: datetime) -> AcquirerWord:
        charge = SimulatedCharge.objects.filter(pk=order.payment_id).first()
        self._answer(at, charge)
        return word_of(charge) if charge else absent("payment", order.payment_id)

    def close(self, *, order: AcquirerOrder, at: datetime) -> AcquirerWord:
        self._answer(at, SimulatedCharge.objects.filter(pk=order.payment_id).first())
        SimulatedCharge.objects.filter(pk=order.payment_id, status=Status.OPEN).update(status=Status.CLOSED, decided_at=at)
        return self.ask(order=order, at=at)

    def refund(self, *, refund: AcquirerRefund, at: datetime) -> AcquirerWord:
        self._answer(at)
        with transaction.atomic():
            charge = SimulatedCharge.objects.select_for_update().get(pk=refund.payment_id)
            made = SimulatedRefund.objects.filter(pk=refund.refund_id).first()
            if made is None:
                made = SimulatedRefund(id=refund.refund_id, charge=charge, amount_minor=refund.amount_minor, decided_at=at)
            elif made.status == "failed":
                made.tries, made.decided_at = made.tries + 1, at
            else:
                return refund_word(made)
            made.status, made.reason = _refunds_outcome(charge, made)
            made.save()
            if charge.manner != "refund_quiet":
                owe(refund_word(made), at)
        return refund_word(made, status="open")

    def ask_refund(self, *, refund: AcquirerRefund, at: datetime) -> AcquirerWord:
        self._answer(at)
        made = SimulatedRefund.objects.select_related("charge").filter(pk=refund.refund_id).first()
        return refund_word(made) if made else absent("refund", refund.refund_id)

    def read(self, *, headers: Mapping[str, str], body: bytes) -> AcquirerCall:
        """Raises ``CallNotSigned``."""
        try:
            stamp, nonce = headers["Acquirer-Timestamp"], headers["Acquirer-Nonce"]
            if not hmac.compare_digest(signature(stamp, nonce, body), headers["Acquirer-Signature"]):
                raise CallNotSigned
            told = json.loads(body)
            happened = datetime.fromisoformat(told.pop("happened_at"))
            word = AcquirerWord(**{**told, "ours_id": UUID(told["ours_id"])}, happened_at=happened)
            return AcquirerCall(word, datetime.fromtimestamp(int(stamp), UTC))
        except (KeyError, TypeError, ValueError):
            raise CallNotSigned from None

    def pay(self, *, payment_id: UUID, manner: str = "prompt", at: datetime) -> SimulatedCharge | None:
        """The payer pays, or her bank refuses; ``None`` where it takes no money any more."""
        with transaction.atomic():
            charge = SimulatedCharge.objects.select_for_update().filter(pk=payment_id, status=Status.OPEN, pay_until__gt=at).first()
            if charge is None:
                return None
            refused = manner == "refused"
            charge.manner, charge.decided_at = manner, at
            charge.status = Status.REFUSED if refused else Status.PAID
            charge.paid_minor = 0 if refused else charge.amount_minor - (manner == "wrong_amount")
            charge.save()
            word = word_of(charge)
            if manner not in {"never", "silent"}:
                owe(word, at + LATE if manner == "late" else at)
            if manner == "twice":
                owe(word, at)
            if manner == "out_of_order":
                owe(otherwise(word, status="failed", reason="refused"), at + timedelta(seconds=1))
            return charge

    def call_us(self, *, name: str, at: datetime) -> int:
        """Make the calls that are due; one that is not taken is made again, 15 s later and ever later. Answers how many were taken."""
        if self.away_until and at < self.away_until:
            return 0
        taken = 0
        for call in SimulatedCall.objects.filter(due_at__lte=at).order_by("due_at", "pk")[:200]:
            headers, body = self.signed(call.said, at=at)
            try:
                hear(name=name, headers=headers, body=body, at=at)
                call.due_at, call.taken_at, taken = None, at, taken + 1
            except DomainError:
                call.tries += 1
                call.due_at = at + timedelta(seconds=15) * 2**call.tries if call.tries < MOST_TRIES else None
            call.save()
        return taken

    def signed(self, said: Mapping[str, Any], *, at: datetime) -> tuple[dict[str, str], bytes]:
        """The headers and bytes of a call."""
        body, stamp, nonce = json.dumps(said, sort_keys=True).encode(), str(int((at + self.clock_off).timestamp())), uuid7().hex
        headers = {"Acquirer-Timestamp": stamp, "Acquirer-Nonce": nonce, "Acquirer-Signature": signature(stamp, nonce, body)}
        return headers, body

    def _answer(self, at: datetime, charge: SimulatedCharge | None = None) -> None:
        """Raises ``Silence`` while it is away, or has paid in silence less than an hour ago."""
        silent = charge is not None and charge.manner == "silent" and charge.decided_at is not None and at < charge.decided_at + SILENCE
        if silent or (self.away_until is not None and at < self.away_until):
            raise Silence("no answer")


def _refunds_outcome(charge: SimulatedCharge, made: SimulatedRefund) -> tuple[str, str]:
    given = sum(charge.refunds.filter(status="succeeded").values_list("amount_minor", flat=True))
    if charge.status != Status.PAID or given + made.amount_minor > charge.paid_minor:
        return "failed", "too_much"
    if charge.manner == "refund_abnormal":
        return "failed", "abnormal"
    return ("failed", "refused") if charge.manner == "refund_refused" and made.tries == 1 else ("succeeded", "")
