"""Telling and asking acquirers, outside any transaction; what they say is believed in ``hearing`` and ``returning``."""

from __future__ import annotations

import logging
from datetime import datetime
from uuid import UUID

from ecosystem import ports

from ..models import Refund
from .charging import Errand, acquirer_named, claim, due_charges, note_address, note_open, note_silence
from .hearing import take_acquirer_word
from .returning import claim_refund, due_refunds

log = logging.getLogger(__name__)


def work_on(*, payment_id: UUID, at: datetime) -> None:
    """One turn at one charge: tell or ask its acquirer, and take what it says; not a verb, it calls the network."""
    errand = claim(payment_id=payment_id, at=at)
    if errand is None:
        return
    acquirer = acquirer_named(errand.acquirer)
    try:
        word = _word(acquirer, errand, at=at)
    except OSError as silence:
        log.info("%s does not answer about payment %s: %s", errand.acquirer, payment_id, silence)
        note_silence(payment_id=payment_id)
        return
    if word is None or word.status == "open":
        note_open(payment_id=payment_id)
    else:
        take_acquirer_word(acquirer=errand.acquirer, word=word, at=at)


def _word(acquirer: ports.Acquirer, errand: Errand, *, at: datetime) -> ports.AcquirerWord | None:
    if errand.what == "close":
        return acquirer.close(order=errand.order, at=at)
    if errand.what == "ask":
        word = acquirer.ask(order=errand.order, at=at)
        if word.status != "absent":
            return word
        # It was lost between us: asked for again, by the same name.
    note_address(payment_id=errand.order.payment_id, address=acquirer.hand_over(order=errand.order, at=at))
    return None


def work_on_refund(*, refund_id: UUID, at: datetime) -> None:
    """One turn at one refund, likewise."""
    claimed = claim_refund(refund_id=refund_id, at=at)
    if claimed is None:
        return
    refund, new = claimed
    acquirer, order = acquirer_named(refund.payment.method), refund_order_of(refund)
    try:
        word = acquirer.refund(refund=order, at=at) if new else acquirer.ask_refund(refund=order, at=at)
        if word.status == "absent":
            # It was lost between us: asked for again, by the same number.
            word = acquirer.refund(refund=order, at=at)
    except OSError as silence:
        log.info("%s does not answer about refund %s: %s", refund.payment.method, refund_id, silence)
        return
    take_acquirer_word(acquirer=refund.payment.method, word=word, at=at)


def work_on_all(*, at: datetime) -> None:
    """Everything that is due, here and now."""
    for payment_id in due_charges(at=at):
        work_on(payment_id=payment_id, at=at)
    for refund_id in due_refunds(at=at):
        work_on_refund(refund_id=refund_id, at=at)


def refund_order_of(refund: Refund) -> ports.AcquirerRefund:
    payment = refund.payment
    return ports.AcquirerRefund(refund.pk, payment.pk, refund.asked_minor, payment.asked_minor, payment.currency, refund.reason)
