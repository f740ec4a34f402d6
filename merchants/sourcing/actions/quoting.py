"""The supplier's answer to a request: a quote, another one, or none. The same by a signed link, without an account."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from ecosystem.audit.public import record
from ecosystem.kernel import taxes
from ecosystem.kernel.actor import Actor
from ecosystem.kernel.clock import business_date
from ecosystem.kernel.money import line_minor, to_text
from ecosystem.kernel.verbs import entry, inner
from merchants.onboarding.public import Document, keep_document
from merchants.procurement.public import checked_quantity, orderable

from .. import access, links, rules
from ..errors import BadQuote, LinkSpent, QuoteMoved, TooLate
from ..models import Quotation, QuoteLine, QuoteVersion, RfqLine
from .moving import moved, settle_status, tell_buyer

MAX_NOTE = 200
MOST = Decimal(100_000)


@dataclass(frozen=True, slots=True)
class QuotedLine:
    """Minor units for one unit of the line at ``position``, its tax in basis points; least and step in units, days until it is there."""

    position: int
    unit_minor: int
    lead_days: int
    valid_until: date
    moq: Decimal = Decimal(1)
    multiple: Decimal = Decimal(1)
    note: str = ""
    tax_bp: int = 0


@dataclass(frozen=True, slots=True)
class QuoteTerms:
    """What a supplier asks: lines that it leaves out it does not offer; freight and other cost are for the whole delivery.

    ``attachment`` is a file's bytes; without one the earlier version's stays, unless ``drops_attachment``.
    """

    lines: Sequence[QuotedLine]
    freight_minor: int = 0
    other_minor: int = 0
    note: str = ""
    tax_included: bool = True
    freight_tax_bp: int = 0
    other_tax_bp: int = 0
    attachment: bytes = b""
    drops_attachment: bool = False


@entry
def view_quotation(*, quotation_id: UUID, by: Actor, at: datetime) -> Quotation:
    """The supplier has looked; looking again changes nothing. Raises ``QuotationNotFound``."""
    return _viewed(access.suppliers_quotation(by, quotation_id, lock=True), at=at)


@entry
def submit_quote(*, quotation_id: UUID, terms: QuoteTerms, seen_number: int, by: Actor, at: datetime) -> Quotation:
    """Quote, or quote anew while the request is open: the version after ``seen_number``. Earlier versions stay as they were.

    Raises:
        QuotationNotFound: not a quotation of the actor's supplier.
        TooLate, RfqMoved: the time to answer is over, or the request is.
        QuoteMoved: a colleague quoted since the page was drawn.
        BadQuote, BadTerms: nothing is offered, or something is out of range.
        FileTooLarge, FileUnknown: what is attached is neither a picture nor a PDF of at most 10 MB.
    """
    return _submit(access.suppliers_quotation(by, quotation_id, lock=True), terms, seen_number, by=by, at=at)


@entry
def decline_quote(*, quotation_id: UUID, reason: str, by: Actor, at: datetime) -> Quotation:
    """Offer nothing, or take back what was offered. Raises ``QuotationNotFound``, ``TooLate`` or ``RfqMoved``."""
    return _decline(access.suppliers_quotation(by, quotation_id, lock=True), reason, by=by, at=at)


@entry
def view_by_link(*, token: str, at: datetime) -> Quotation:
    return _viewed(_linked(token, at=at), at=at)


@entry
def submit_by_link(*, token: str, terms: QuoteTerms, seen_number: int, at: datetime) -> Quotation:
    """As ``submit_quote``, by whoever holds the link. Raises ``QuoteLinkExpired`` and ``LinkSpent`` too."""
    quotation = _linked(token, at=at)
    _require_link_unspent(quotation, more_files=bool(terms.attachment))
    return _submit(quotation, terms, seen_number, by=links.HOLDER, at=at)


@entry
def decline_by_link(*, token: str, reason: str, at: datetime) -> Quotation:
    return _decline(_linked(token, at=at), reason, by=links.HOLDER, at=at)


def _linked(token: str, *, at: datetime) -> Quotation:
    return access.linked_quotation(links.read(token, at=at), lock=True)


def _require_link_unspent(quotation: Quotation, *, more_files: bool) -> None:
    """Of a quotation whose row the caller holds. Raises ``LinkSpent``."""
    sent = quotation.versions.filter(said_by=None)
    files = sent.exclude(attachment=None).values("attachment").distinct().count() if more_files else 0
    if sent.count() >= rules.MOST_BY_LINK or files >= rules.MOST_FILES_BY_LINK:
        raise LinkSpent(quotes=rules.MOST_BY_LINK, files=rules.MOST_FILES_BY_LINK)


@inner
def _viewed(quotation: Quotation, *, at: datetime) -> Quotation:
    if quotation.status == Quotation.Status.INVITED:
        quotation.status, quotation.viewed_at = Quotation.Status.VIEWED, at
        quotation.save(update_fields=["status", "viewed_at"])
    return quotation


@inner
def _submit(quotation: Quotation, terms: QuoteTerms, seen_number: int, *, by: Actor, at: datetime) -> Quotation:
    _require_may_answer(quotation, at=at)
    if quotation.number != seen_number:
        raise QuoteMoved
    rows = _checked(quotation, terms, today=business_date(at))
    version = QuoteVersion(quotation=quotation, number=seen_number + 1, freight_minor=terms.freight_minor, other_minor=terms.other_minor)
    version.note, version.said_by_id, version.said_at = terms.note[:MAX_NOTE], by.person_id, at
    version.freight_tax_bp, version.other_tax_bp = terms.freight_tax_bp, terms.other_tax_bp
    version.tax_included, version.attachment = terms.tax_included, _attachment(quotation, terms, by=by, at=at)
    version.save(force_insert=True)
    for row in rows:
        row.version = version
    QuoteLine.objects.bulk_create(rows)
    quotation.number, quotation.answered_at = version.number, at
    quotation.status = Quotation.Status.SUBMITTED if version.number == 1 else Quotation.Status.REVISED
    quotation.save(update_fields=["number", "status", "answered_at"])
    record("sourcing.quote", target=quotation, by=by, at=at, after={"number": version.number, "lines": len(rows)})
    settle_status(quotation.rfq, by=by, at=at)
    goods = sum(line_minor(row.paid_minor, orderable(row.line.quantity, moq=row.moq, multiple=row.multiple)) for row in rows)
    kind = "quote_arrived" if version.number == 1 else "quote_revised"
    amount = to_text(goods + version.extra_paid_minor)
    tell_buyer(quotation.rfq, kind, key=f"quote/{quotation.pk}/{version.number}", at=at, supplier=quotation.supplier.name_zh, amount=amount)
    return quotation


@inner
def _attachment(quotation: Quotation, terms: QuoteTerms, *, by: Actor, at: datetime) -> Document | None:
    """The file of the version to come: what was sent with it, or the one before's. Sealed, and read by nobody before it is scanned."""
    if terms.attachment:
        return keep_document(terms.attachment, by=by, at=at)
    earlier = quotation.versions.filter(number=quotation.number).select_related("attachment").first()
    return earlier.attachment if earlier and not terms.drops_attachment else None


@inner
def _decline(quotation: Quotation, reason: str, *, by: Actor, at: datetime) -> Quotation:
    _require_may_answer(quotation, at=at)
    quotation.status, quotation.reason, quotation.ended_at = Quotation.Status.DECLINED, " ".join(reason.split())[:MAX_NOTE], at
    quotation.save(update_fields=["status", "reason", "ended_at"])
    record("sourcing.decline", target=quotation, by=by, at=at, reason=quotation.reason)
    tell_buyer(quotation.rfq, "quote_declined", key=f"declined/{quotation.pk}", at=at, supplier=quotation.supplier.name_zh)
    settle_status(quotation.rfq, by=by, at=at)
    return quotation


def _require_may_answer(quotation: Quotation, *, at: datetime) -> None:
    rfq = quotation.rfq
    if rfq.status not in rules.OPEN:
        raise moved(rfq)
    if rfq.answer_by <= at or not quotation.may_answer:
        raise TooLate


def _checked(quotation: Quotation, terms: QuoteTerms, *, today: date) -> list[QuoteLine]:
    lines = {line.position: line for line in quotation.rfq.lines.all()}
    if not terms.lines or len({one.position for one in terms.lines}) < len(terms.lines):
        raise BadQuote
    for cost, rate in ((terms.freight_minor, terms.freight_tax_bp), (terms.other_minor, terms.other_tax_bp)):
        if not (0 <= cost <= rules.MAX_COST_MINOR and 0 <= rate <= taxes.MOST_TAX_BP):
            raise BadQuote
    return [_line(lines.get(one.position), one, terms, today) for one in sorted(terms.lines, key=lambda one: one.position)]


def _line(line: RfqLine | None, one: QuotedLine, terms: QuoteTerms, today: date) -> QuoteLine:
    if line is None or one.unit_minor <= 0 or not 0 <= one.tax_bp <= taxes.MOST_TAX_BP:
        raise BadQuote
    if (
        taxes.with_tax(one.unit_minor, one.tax_bp, included=terms.tax_included) > rules.MAX_COST_MINOR
        or not 0 <= one.lead_days <= 365
        or one.valid_until < today
    ):
        raise BadQuote
    for quantity in (one.moq, one.multiple):
        checked_quantity(quantity)
        if line.whole and quantity != quantity.to_integral_value():
            raise BadQuote
    if orderable(line.quantity, moq=one.moq, multiple=one.multiple) >= MOST:
        raise BadQuote
    return QuoteLine(
        line=line,
        unit_minor=one.unit_minor,
        tax_bp=one.tax_bp,
        moq=one.moq,
        multiple=one.multiple,
        lead_days=one.lead_days,
        valid_until=one.valid_until,
        note=one.note[:MAX_NOTE],
    )
