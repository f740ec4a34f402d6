"""What an acquirer left unknown, its daily file decides."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from uuid import UUID

from ecosystem import ports
from ecosystem.kernel.clock import business_date
from ecosystem.kernel.money import CNY

from .. import queries
from ..models import OPEN, Charge, Refund, Statement, StatementLine
from .hearing import take_acquirer_word


def decide_by_file(*, source: str, on: date, at: datetime) -> int:
    """Believe an acquirer's file of a day about payments and refunds that it never answered for; answers how many were decided.

    A payment that is in neither the file of its own day nor the next one's was never taken: it is closed. One whose
    neighbouring file is not read yet may have crossed midnight, and waits. Not a verb: each is decided by itself.
    """
    if ports.acquirers.named(source) is None or not Statement.objects.filter(source=source, on=on).exists():
        return 0
    span = queries.span_of(source, on)
    lines = {(line.kind, line.ours_id): line for line in _lines(source, on)}
    decided = 0
    charges = Charge.objects.filter(acquirer=source, payment__status__in=OPEN, payment__created_at__lt=span["ends"])
    for charge in charges.select_related("payment").order_by("pk"):
        line = lines.get(("payment", charge.pk))
        word = _said(charge, line, max(charge.payment.created_at, span["begins"])) if line else _absent(charge, source, on)
        decided += take_acquirer_word(acquirer=source, word=word, at=at) if word else 0
    ways = Refund.objects.filter(payment__charge__acquirer=source, status__in=[Refund.Status.REQUESTED, Refund.Status.SUBMITTED])
    for refund in ways.filter(created_at__lt=span["ends"]).select_related("payment__charge").order_by("pk"):
        line = lines.get(("refund", refund.pk))
        if line:
            word = _said(refund.payment.charge, line, max(refund.created_at, span["begins"]), refund_id=refund.pk)
            decided += take_acquirer_word(acquirer=source, word=word, at=at)
    return decided


def _lines(source: str, on: date) -> list[StatementLine]:
    return list(StatementLine.objects.filter(statement__source=source, statement__on=on))


def _said(charge: Charge, line: StatementLine, happened_at: datetime, *, refund_id: UUID | None = None) -> ports.AcquirerWord:
    kind, ours = ("refund", refund_id) if refund_id else ("payment", charge.pk)
    return ports.AcquirerWord(kind, ours, line.state, charge.merchant_no, line.amount_minor, CNY, line.theirs, happened_at=happened_at)


def _absent(charge: Charge, source: str, on: date) -> ports.AcquirerWord | None:
    """It is closed once the file of its own day and the next one's are read and neither has it."""
    own = business_date(charge.payment.created_at)
    if on <= own:
        return None
    both = [own, own + timedelta(days=1)]
    if Statement.objects.filter(source=source, on__in=both).count() < 2:
        return None
    if StatementLine.objects.filter(statement__source=source, statement__on__in=both, kind="payment", ours_id=charge.pk).exists():
        return None
    return ports.AcquirerWord("payment", charge.pk, "absent", charge.merchant_no, 0, CNY)
