"""A simulated tax bureau. It stands in for the real one, which can't exist here, and behaves like it at its worst.

It keeps its own book (``BureauSlip``) as the real one would. How it treats an invoice follows
from the invoice's id: most are issued at the second question, some late, some over a wrong
amount, some refused, and some calls are not answered at all. Tests choose the mood themselves.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import F

from ecosystem.ports import InvoiceAnswer, InvoicePart

from .models import BureauSlip

NAME = "simulated_bureau"
MOODS = ("prompt", "prompt", "prompt", "prompt", "late", "silent", "wrong", "refusing")
LATE_UNTIL = 4
SILENT_UNTIL = 3


class SimulatedTaxBureau:
    """The port ``InvoiceIssuer``."""

    def __init__(self, mood: str = "") -> None:
        self.mood = mood

    def submit(self, *, invoice_id: UUID, title: str, tax_number: str, amount_minor: int, parts: Sequence[InvoicePart], at: datetime) -> None:
        told = {"amount_minor": amount_minor, "parts": [[part.tax_bp, part.amount_minor] for part in parts]}
        with transaction.atomic():
            BureauSlip.objects.get_or_create(invoice_id=invoice_id, defaults=told)

    def ask(self, *, invoice_id: UUID, at: datetime) -> InvoiceAnswer | None:
        with transaction.atomic():
            BureauSlip.objects.filter(invoice_id=invoice_id).update(asked=F("asked") + 1)
            slip = BureauSlip.objects.get(invoice_id=invoice_id)
        mood = self._mood_for(invoice_id)
        if slip.red:
            return InvoiceAnswer("red_lettered", slip.amount_minor, number=_number(invoice_id))
        if mood == "silent" and slip.asked < SILENT_UNTIL:
            raise TimeoutError("the bureau does not answer")
        if mood == "late" and slip.asked < LATE_UNTIL:
            return None
        if sum(amount for _rate, amount in slip.parts) != slip.amount_minor:
            return InvoiceAnswer("refused", slip.amount_minor, reason="parts_differ")
        if mood == "refusing":
            return InvoiceAnswer("refused", slip.amount_minor, reason="title_unknown")
        amount = slip.amount_minor + 1 if mood == "wrong" else slip.amount_minor
        return InvoiceAnswer("issued", amount, number=_number(invoice_id))

    def red_letter(self, *, invoice_id: UUID, at: datetime) -> None:
        with transaction.atomic():
            BureauSlip.objects.filter(invoice_id=invoice_id).update(red=True)

    def _mood_for(self, invoice_id: UUID) -> str:
        return self.mood or MOODS[invoice_id.int % len(MOODS)]


def _number(invoice_id: UUID) -> str:
    """Twenty digits, as fully digital e-invoices have."""
    return f"{invoice_id.int % 10**20:020d}"
