"""Asking for an e-invoice, sending it to the issuer, hearing what became of it.

The network is never inside a transaction: a worker claims what is due, calls the issuer, and
each answer is heard in a transaction of its own, once or several times alike.
"""

from __future__ import annotations

import logging
from datetime import datetime, timedelta
from uuid import UUID

from django.db import IntegrityError, transaction
from stdnum.cn import uscc
from stdnum.exceptions import ValidationError

from ecosystem import ports
from ecosystem.audit.public import record
from ecosystem.kernel.actor import Actor, platform
from ecosystem.kernel.clock import business_date
from ecosystem.kernel.ids import uuid7
from ecosystem.kernel.taxes import by_rate
from ecosystem.kernel.verbs import entry
from ecosystem.once.public import once
from merchants.aftersale.public import given_by_line, refunded_minor
from merchants.orders.public import Order, order_for_shop
from merchants.periods.public import taxpayer_on

from ..errors import BadTaxNumber, InvoiceStands, NotInvoiceable, TitleMissing
from ..models import Invoice

log = logging.getLogger(__name__)
Status = Invoice.Status
WAITING = (Status.REQUESTED, Status.SUBMITTED)
FIRST_WAIT, LONGEST_WAIT = timedelta(seconds=30), timedelta(hours=6)
WORKER = platform("till.send_invoices")


@entry
def request_invoice(*, order_id: UUID, title: str, tax_number: str, key: str, by: Actor, at: datetime) -> Invoice:
    """Ask for an e-invoice of a completed order, less what came back of it; the same key asks once.

    A company gives its Unified Social Credit Code (GB 32100-2015), a person leaves it empty.

    Raises:
        OrderNotFound: not an order of a shop that the actor keeps.
        NotInvoiceable: it is not completed, or all of it came back.
        TitleMissing, BadTaxNumber: whom it is for.
        InvoiceStands: it has one that is asked for or issued.
    """
    with once(key, verb="till.request_invoice", by=by, body={"order": order_id, "title": title, "tax": tax_number}, at=at) as turn:
        order = order_for_shop(by, order_id, lock=True)
        if turn.earlier:
            return Invoice.objects.get(pk=turn.earlier["invoice"])
        back = refunded_minor(order_id)
        if order.status != Order.Status.COMPLETED or order.net_total_minor <= back:
            raise NotInvoiceable
        invoice = Invoice(
            id=uuid7(),
            shop=order.shop,
            order=order,
            title=_checked_title(title),
            tax_number=checked_tax_number(tax_number),
            amount_minor=order.net_total_minor - back,
            parts=parts_of(order),
            requested_at=at,
            next_try_at=at,
        )
        try:
            with transaction.atomic():
                invoice.save(force_insert=True)
        except IntegrityError as error:
            raise InvoiceStands from error
        record(
            "till.request_invoice", target=f"invoice/{invoice.pk}", by=by, at=at, after={"amount_minor": invoice.amount_minor}, about=order.shop_id
        )
        turn.remember(invoice=invoice.pk)
        return invoice


def send_due(*, issuer: ports.InvoiceIssuer, at: datetime, most: int = 50) -> int:
    """Submit, ask about or red-letter what is due; returns how many were tried. Not a verb: it calls the network."""
    claimed = claim_due(at=at, most=most)
    for invoice in claimed:
        try:
            if invoice.red_wanted:
                issuer.red_letter(invoice_id=invoice.pk, at=at)
            else:
                titled = {"title": invoice.title, "tax_number": invoice.tax_number}
                issuer.submit(invoice_id=invoice.pk, **titled, amount_minor=invoice.amount_minor, parts=_told(invoice), at=at)
            answer = issuer.ask(invoice_id=invoice.pk, at=at)
        except OSError as failure:
            log.info("the issuer did not answer about invoice %s: %s", invoice.pk, failure)
            continue
        if answer is not None:
            hear(invoice_id=invoice.pk, answer=answer, by=WORKER, at=at)
    return len(claimed)


@entry
def claim_due(*, at: datetime, most: int) -> list[Invoice]:
    """Invoices whose next try is due, each put off before it is tried, so that a lost worker loses nothing."""
    due = Invoice.objects.select_for_update(skip_locked=True).filter(next_try_at__lte=at).order_by("next_try_at")
    claimed = list(due[:most])
    for invoice in claimed:
        invoice.attempts += 1
        invoice.next_try_at = at + min(FIRST_WAIT * 2 ** min(invoice.attempts - 1, 12), LONGEST_WAIT)
        if invoice.status == Status.REQUESTED:
            invoice.status = Status.SUBMITTED
        invoice.save(update_fields=["attempts", "next_try_at", "status"])
    return claimed


@entry
def hear(*, invoice_id: UUID, answer: ports.InvoiceAnswer, by: Actor, at: datetime) -> Invoice:
    """What the issuer says, however late and however often. An invoice over another amount is red-lettered.

    An answer that no longer fits what stands changes nothing.
    """
    invoice = Invoice.objects.select_for_update().get(pk=invoice_id)
    before = invoice.status
    if answer.status == "red_lettered" and (invoice.red_wanted or before == Status.ISSUED):
        invoice.status, invoice.decided_at, invoice.next_try_at, invoice.red_wanted = Status.RED_LETTERED, at, None, False
    elif before in WAITING and not invoice.red_wanted and answer.status == "issued":
        invoice.number = answer.number
        if answer.amount_minor != invoice.amount_minor:
            invoice.red_wanted, invoice.reason, invoice.next_try_at = True, "wrong_amount", at
        else:
            invoice.status, invoice.decided_at, invoice.next_try_at = Status.ISSUED, at, None
    elif before in WAITING and answer.status == "refused":
        invoice.status, invoice.decided_at, invoice.next_try_at = Status.REFUSED, at, None
        invoice.reason = answer.reason or "refused"
    else:
        return invoice
    invoice.save()
    record("till.hear_invoice", target=f"invoice/{invoice.pk}", by=by, at=at, before={"status": before}, after={"status": invoice.status})
    return invoice


@entry
def take_back_invoice(*, invoice_id: UUID, reason: str, by: Actor, at: datetime) -> Invoice:
    """Have an issued invoice red-lettered: goods came back, or the title was wrong. Asking twice changes nothing.

    Raises:
        OrderNotFound: not an invoice of a shop that the actor keeps.
        NotInvoiceable: it is not issued.
    """
    found = Invoice.objects.filter(pk=invoice_id).values_list("order_id", flat=True).first()
    order_for_shop(by, found or invoice_id)
    invoice = Invoice.objects.select_for_update().get(pk=invoice_id)
    if invoice.status != Status.ISSUED:
        raise NotInvoiceable
    if not invoice.red_wanted:
        invoice.red_wanted, invoice.reason, invoice.next_try_at = True, reason.strip()[:200], at
        invoice.save(update_fields=["red_wanted", "reason", "next_try_at"])
        record("till.take_back_invoice", target=f"invoice/{invoice.pk}", by=by, at=at, reason=invoice.reason, about=invoice.shop_id)
    return invoice


def parts_of(order: Order) -> list[tuple[int | None, int]]:
    """What of an order is at which rate of tax, less what went back of it; what had none at the merchant's usual rate, the fee at that of fees."""
    given, taxpayer = given_by_line(order.pk), taxpayer_on(order.shop.party_id, business_date(order.placed_at))
    usual = taxpayer.rate_bp if taxpayer else None
    fees = usual if taxpayer is None or taxpayer.delivery_bp is None else taxpayer.delivery_bp
    lines = [(line.tax_bp, line.paid_minor - given.get(line.position, 0)) for line in order.lines.all()]
    parts = by_rate([*((usual if rate is None else rate, left) for rate, left in lines), (fees, order.net_fee_minor - given[0])])
    return [(rate, left) for rate, left in parts if left]


def _told(invoice: Invoice) -> list[ports.InvoicePart]:
    return [ports.InvoicePart(*part) for part in invoice.parts or [(None, invoice.amount_minor)]]


def checked_tax_number(text: str) -> str:
    """A valid Unified Social Credit Code, or nothing. Raises ``BadTaxNumber``."""
    if not text.strip():
        return ""
    try:
        return str(uscc.validate(text))
    except ValidationError as error:
        raise BadTaxNumber from error


def _checked_title(text: str) -> str:
    title = " ".join(text.split())
    if not title or len(title) > 100 or not title.isprintable():
        raise TitleMissing
    return title
