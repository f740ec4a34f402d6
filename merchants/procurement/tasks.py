"""What is due is paid by itself where the shop asked for that; payments and orders that nobody answers are asked about."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta
from uuid import UUID

from celery import shared_task

from ecosystem import ports
from ecosystem.kernel import clock
from ecosystem.kernel.actor import platform
from ecosystem.kernel.errors import DomainError
from ecosystem.payments.public import confirm_payment

from .actions import ask_again, draft_by_itself, lapse, note_refusal, pay_by_schedule, reopen_unpaid
from .queries import drafted_by_night, due_by, unanswered, waiting_for_an_answer

log = logging.getLogger(__name__)
EVERY = {
    "procurement.pay_everything_due": 3600,
    "procurement.ask_about_payments": 600,
    "procurement.mind_answers": 600,
    "procurement.draft_what_runs_low": 3600,
}
PATIENCE = timedelta(minutes=10)


@shared_task(name="procurement.pay_one")
def pay_one(invoice_id: str) -> None:
    _pay(UUID(invoice_id), at=clock.now())


@shared_task(name="procurement.pay_everything_due")
def pay_everything_due() -> None:
    """Wake one task for each invoice that is due today and was not refused today."""
    for invoice_id in due_by(clock.business_date(clock.now())):
        pay_one.delay(str(invoice_id))


@shared_task(name="procurement.ask_about_payments")
def ask_about_payments() -> None:
    ask_everybody(at=clock.now())


def ask_everybody(*, at: datetime) -> None:
    """Ask each method what became of the payments that it still owes an answer for; the call is made outside any transaction."""
    for invoice_id, payment_id, method in waiting_for_an_answer(at - PATIENCE):
        outcome = _answer(method, payment_id, at=at)
        if outcome is not None and outcome.status == "succeeded" and outcome.transfer_id is not None:
            confirm_payment(payment_id=payment_id, transfer_id=outcome.transfer_id, by=platform("procurement.payments"), at=at)
        else:
            failed = (outcome.reason or "failed") if outcome is not None and outcome.status == "failed" else ""
            reopen_unpaid(invoice_id=invoice_id, payment_id=payment_id, failed=failed, at=at)


def _answer(method: str, payment_id: UUID, *, at: datetime) -> ports.Outcome | None:
    inquiry = ports.payment_inquiries.named(method)
    try:
        return inquiry.ask(payment_id=payment_id, at=at) if inquiry is not None else None
    except OSError:
        return None


@shared_task(name="procurement.mind_answers")
def mind_answers() -> None:
    mind_every_answer(at=clock.now())


def mind_every_answer(*, at: datetime) -> None:
    """Orders whose answer is to be asked for again, or is not waited for any more; one transaction each."""
    for order_id in unanswered(at):
        if lapse(order_id=order_id, at=at) is None:
            ask_again(order_id=order_id, at=at)


@shared_task(name="procurement.draft_what_runs_low")
def draft_what_runs_low() -> None:
    draft_everybodys(at=clock.now())


def draft_everybodys(*, at: datetime) -> None:
    """The night's drafts of shops that want them, one transaction each; what was looked at this business day is left."""
    for shop_id, supplier_id in drafted_by_night(clock.business_date(at)):
        try:
            draft_by_itself(shop_id=shop_id, supplier_id=supplier_id, at=at)
        except DomainError as refusal:
            log.info("no draft for shop %s from supplier %s: %s", shop_id, supplier_id, refusal.code)


def pay_due(*, at: datetime) -> None:
    """All of them here and now."""
    for invoice_id in due_by(clock.business_date(at)):
        _pay(invoice_id, at=at)


def _pay(invoice_id: UUID, *, at: datetime) -> None:
    try:
        pay_by_schedule(invoice_id=invoice_id, at=at)
    except DomainError:
        note_refusal(invoice_id=invoice_id, at=at)
