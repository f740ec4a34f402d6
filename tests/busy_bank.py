"""Whose money pays on the street: the bank's line, an acquirer, a card beside it, a relative; and invoices to buyers. Importing it adds the acts."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.db import transaction

from ecosystem import ports
from ecosystem.kernel.actor import platform
from ecosystem.payments.actions import work_on_all
from ecosystem.payments.models import SimulatedCharge
from ecosystem.payments.public import BANK_ACCOUNT, Payment
from ecosystem.payments.simulators.acquirer import MANNERS
from ecosystem.payments.simulators.acquirer import NAME as ACQUIRER
from lending.earmarks.actions import expire_earmark
from lending.earmarks.method import NAME as LINE
from lending.earmarks.models import Earmark
from lending.limits.public import freeze, unfreeze
from lending.loans.actions import draw_more, repay_early
from merchants.cards.rules import way_of
from merchants.procurement import actions as buying_acts
from merchants.procurement.models import Invoice as Bill
from merchants.procurement.models import Order as Purchase
from merchants.procurement.rules import Want
from merchants.till.actions import invoicing
from merchants.till.models import Invoice, Sale
from residents.baskets.actions import checkout, pay_again, pay_order, put_in_basket
from residents.family import actions as family
from residents.family import links
from residents.family.models import Arrangement
from residents.family.public import way_of as relatives_way
from tests import borrowing, busy_supply
from tests.acquiring import acquirer
from tests.busy import ACTS, IDLE, D, act, key, some
from tests.busy_lives import _card, _holder, _rung
from tests.cast import actor
from tests.trading import wish

RISK = platform("a warning")
# Longer than anything is set aside for.
OVER = timedelta(days=91)


class Street(busy_supply.Street):
    def _furnish(self) -> None:
        super()._furnish()
        self.line = borrowing.line_for(self.town)


# The line.


@act
def orders_on_the_line(at: Any, chance: random.Random) -> object:
    by: dict[str, Any] = {"by": at.owner, "at": at.now}
    wants = [Want(at.town.case.pk, D(chance.randint(15, 40))), Want(at.town.apples.pk, D("2.5"))]
    order = buying_acts.draft_order(shop_id=at.shop.pk, supplier_id=at.town.supplier.pk, wants=wants, key=key(), **by)
    buying_acts.choose_payment(order_id=order.pk, method=LINE, **by)
    return buying_acts.send_order(order_id=order.pk, **by)


@act
def chooses_how_to_pay(at: Any, chance: random.Random) -> object:
    order = some(Purchase.objects.filter(shop=at.shop, status__in=["sent", "acknowledged", "partially_received", "received"]), chance)
    if order is None:
        return IDLE
    return buying_acts.choose_payment(order_id=order.pk, method=chance.choice([LINE, LINE, ""]), by=at.owner, at=at.now)


@act
def bill_is_paid_from_the_line(at: Any, chance: random.Random) -> object:
    it: dict[str, Any] = {"by": at.owner, "at": at.now}
    bill = some(Bill.objects.filter(order__shop=at.shop, order__pay_with=LINE, status__in=["matched", "approved"]), chance)
    if bill is None:
        return IDLE
    if bill.status == "matched":
        buying_acts.approve_invoice(invoice_id=bill.pk, seen_version=bill.version, pay_when_due=False, **it)
    return buying_acts.pay_invoice(invoice_id=bill.pk, method=LINE, key=key(), **it)


@act
def line_moves(at: Any, chance: random.Random) -> object:
    it: dict[str, Any] = {"loan_id": at.line.pk, "key": key(), "by": at.owner, "at": at.now}
    steps: list[Callable[[], object]] = [
        lambda: draw_more(amount_minor=chance.randint(100_000, 200_000), **it),
        lambda: repay_early(amount_minor=chance.randint(1, 200_000), **it),
        lambda: repay_early(amount_minor=chance.randint(1, 200_000), **it),
        lambda: _restrained(at, chance),
        lambda: _runs_out(at, chance),
    ]
    return chance.choice(steps)()


@transaction.atomic
def _restrained(at: Any, chance: random.Random) -> None:
    """Frozen for a moment, mostly not."""
    restrain = freeze if chance.random() < 0.3 else unfreeze
    restrain(node_id=at.line.limit_node_id, reason="a warning", by=RISK, at=at.now)


def _runs_out(at: Any, chance: random.Random) -> object:
    earmark = some(Earmark.objects.filter(aside_minor__gt=0), chance)
    return IDLE if earmark is None or chance.random() < 0.5 else expire_earmark(earmark_id=earmark.pk, at=at.now + OVER)


# The acquirer.


@act
def buys_by_acquirer(at: Any, chance: random.Random) -> object:
    person = chance.choice(at.residents)
    put_in_basket(sku_id=chance.choice(at.skus).pk, quantity=D(chance.randint(1, 3)), by=actor(person), at=at.now)
    done = checkout(wish=wish(person, method=ACQUIRER, at=at.now), key=key(), by=actor(person), at=at.now)
    work_on_all(at=at.now)
    return done


@act
def payer_pays_the_acquirer(at: Any, chance: random.Random) -> object:
    charge = some(SimulatedCharge.objects.filter(status="open"), chance)
    manner = chance.choice([*["prompt"] * 6, *MANNERS])
    return IDLE if charge is None or acquirer().pay(payment_id=charge.pk, manner=manner, at=at.now) is None else "paid"


ACTS.append(payer_pays_the_acquirer)


@act
def acquirer_calls(at: Any, chance: random.Random) -> object:
    """What it tells us and what we ask it; several workers at once."""
    told = acquirer().call_us(name=ACQUIRER, at=at.now)
    work_on_all(at=at.now)
    return told or IDLE


ACTS.append(acquirer_calls)


@act
def pays_beside_a_card(at: Any, chance: random.Random) -> object:
    card = _card(at, chance)
    if card is None:
        return IDLE
    way = f"{way_of(card.pk)}/{ACQUIRER}"
    return pay_order(order_id=_rung(at, chance).pk, method=way, key=key(), by=_holder(at, card), at=at.now)


@act
def pays_another_way(at: Any, chance: random.Random) -> object:
    payment = some(Payment.objects.filter(status__in=["pending", "failed", "closed"], method=ACQUIRER), chance)
    payer = next((person for person in at.residents if payment and person.party_id == payment.payer_id), None)
    if payer is None:
        return IDLE
    return pay_again(payment_id=payment.pk, method=chance.choice([BANK_ACCOUNT, ACQUIRER]), key=key(), by=actor(payer), at=at.now)


# The family.


@act
def family_moves(at: Any, chance: random.Random) -> object:
    mother, daughter = at.residents[:2]
    made = some(Arrangement.objects.filter(status="agreed"), chance)
    if made is None:
        asked = family.ask_payer(called="my daughter", key=key(), by=actor(mother), at=at.now)
        return family.agree_to_pay(token=links.write(asked.pk), cap_minor=2_000, key=key(), by=actor(daughter), at=at.now)
    it: dict[str, Any] = {"arrangement_id": made.pk, "by": actor(daughter), "at": at.now}
    what = chance.random()
    if what < 0.1:
        return family.end_arrangement(**it)
    if what < 0.3:
        return family.set_cap(cap_minor=chance.randint(1_000, 5_000), **it)
    put_in_basket(sku_id=at.corner.milk.pk, quantity=D(chance.randint(1, 3)), by=actor(mother), at=at.now)
    return checkout(wish=wish(mother, method=relatives_way(made.pk), at=at.now), key=key(), by=actor(mother), at=at.now)


# Invoices to buyers.


@act
def sale_is_invoiced(at: Any, chance: random.Random) -> object:
    sale = some(Sale.objects.filter(order__shop=at.shop), chance)
    if sale is None:
        return IDLE
    return invoicing.request_invoice(order_id=sale.order_id, title="Wu", tax_number="", key=key(), by=at.owner, at=at.now)


@act
def invoices_go_on(at: Any, chance: random.Random) -> object:
    issued = some(Invoice.objects.filter(order__shop=at.shop, status="issued"), chance)
    if issued is not None and chance.random() < 0.3:
        return invoicing.take_back_invoice(invoice_id=issued.pk, reason="wrong name", by=at.owner, at=at.now)
    return sum(invoicing.send_due(issuer=issuer, at=at.now) for _name, issuer in ports.invoice_issuers) or IDLE
