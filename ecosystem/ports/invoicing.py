"""E-invoices (发票), of whoever issues them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from uuid import UUID


@dataclass(frozen=True, slots=True)
class InvoiceAnswer:
    """What an issuer says of an e-invoice: ``issued`` with its number, ``refused`` with a reason, or ``red_lettered``."""

    status: str
    amount_minor: int
    number: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class InvoicePart:
    """What of an e-invoice is at one rate of tax, which it holds, in basis points; none where the seller has no rate on file."""

    tax_bp: int | None
    amount_minor: int


class InvoiceIssuer(Protocol):
    """Whoever issues e-invoices (发票). Network: called outside transactions, by a worker that will call again.

    An invoice is named by our id, so that submitting it again is submitting it once. Each call
    may raise ``OSError`` (no answer); ``ask`` answers ``None`` while nothing is decided.
    """

    def submit(self, *, invoice_id: UUID, title: str, tax_number: str, amount_minor: int, parts: Sequence[InvoicePart], at: datetime) -> None: ...

    def ask(self, *, invoice_id: UUID, at: datetime) -> InvoiceAnswer | None: ...

    def red_letter(self, *, invoice_id: UUID, at: datetime) -> None: ...
