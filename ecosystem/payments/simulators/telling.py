"""The simulated acquirer's words, how it signs them, and its daily file."""

from __future__ import annotations

import csv
import hmac
import io
from datetime import date, datetime
from hashlib import sha256
from uuid import UUID

from django.conf import settings

from ecosystem.kernel.money import to_text
from ecosystem.ports import AcquirerWord

from .. import queries
from ..models import SimulatedCall, SimulatedCharge, SimulatedRefund
from ..reading import HEADER

NAME, MERCHANT_NO = "simulated_acquirer", "1900000109"
Status = SimulatedCharge.Status


class AcquirersFile:
    """The port ``StatementFile``, of the simulator's own book."""

    def fetch(self, *, on: date) -> bytes | None:
        span = queries.span_of(NAME, on)
        text = io.StringIO(newline="")
        writer = csv.writer(text)
        writer.writerow(HEADER)
        within = {"decided_at__gte": span["begins"], "decided_at__lt": span["ends"]}
        for charge in SimulatedCharge.objects.filter(status=Status.PAID, **within).order_by("pk"):
            writer.writerow(["payment", charge.pk, to_text(charge.paid_minor), charge.currency, "succeeded", number_of(charge.pk)])
        for back in SimulatedRefund.objects.filter(status="succeeded", **within).select_related("charge").order_by("pk"):
            writer.writerow(["refund", back.pk, to_text(back.amount_minor), back.charge.currency, "succeeded", number_of(back.pk)])
        return text.getvalue().encode()


def signature(stamp: str, nonce: str, body: bytes) -> str:
    """HMAC-SHA256 over time, nonce and the very bytes, under a key of the simulator's own."""
    key = sha256(f"simulated-acquirer/{settings.SECRET_KEY}".encode()).digest()
    return hmac.new(key, f"{stamp}\n{nonce}\n".encode() + body + b"\n", sha256).hexdigest()


def owe(word: AcquirerWord, due_at: datetime) -> None:
    happened = word.happened_at.isoformat() if word.happened_at else due_at.isoformat()
    said = {name: getattr(word, name) for name in ("kind", "status", "merchant_no", "amount_minor", "currency", "reference", "reason")}
    SimulatedCall.objects.create(said={**said, "ours_id": str(word.ours_id), "happened_at": happened}, due_at=due_at)


def otherwise(word: AcquirerWord, *, status: str, reason: str) -> AcquirerWord:
    return AcquirerWord(word.kind, word.ours_id, status, word.merchant_no, word.amount_minor, word.currency, word.reference, reason, word.happened_at)


def word_of(charge: SimulatedCharge) -> AcquirerWord:
    status = {"open": "open", "paid": "succeeded", "refused": "failed", "closed": "closed"}[charge.status]
    amount = charge.paid_minor or charge.amount_minor
    reference = number_of(charge.pk) if charge.status == Status.PAID else ""
    reason = "refused" if status == "failed" else ""
    return AcquirerWord("payment", charge.pk, status, MERCHANT_NO, amount, charge.currency, reference, reason, charge.decided_at)


def refund_word(made: SimulatedRefund, *, status: str = "") -> AcquirerWord:
    said = status or made.status
    return AcquirerWord(
        "refund", made.pk, said, MERCHANT_NO, made.amount_minor, made.charge.currency, number_of(made.pk), made.reason, made.decided_at
    )


def absent(kind: str, ours_id: UUID) -> AcquirerWord:
    return AcquirerWord(kind, ours_id, "absent", MERCHANT_NO, 0, "CNY")


def number_of(ours_id: UUID) -> str:
    return f"42{ours_id.int % 10**18:018d}"
