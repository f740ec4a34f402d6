"""What shops and their suppliers do: orders, deliveries, bills, quotes and pools."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from merchants.pools import actions as pools
from merchants.pools.models import Pool
from merchants.procurement import actions as purchasing
from merchants.procurement.actions import Bill, Counted
from merchants.procurement.models import DebitNote, Dispute, Invoice, Order, Receipt, Return
from merchants.procurement.rules import Want
from merchants.sourcing import actions as sourcing
from merchants.sourcing.models import Quotation, Rfq
from merchants.sourcing.offers import comparison_of
from merchants.sourcing.queries import comparable
from tests import asking
from tests.cast import MORNING, actor

from .town import Chance, NothingThere, verb

ASKED = ("sent", "partially_quoted", "quoted")


def _order(c: Chance, *statuses: str) -> Order:
    return c.some(Order.objects.filter(status__in=statuses, shop=c.town.shop, supplier=c.town.market.supplier))


def _wholesaler(c: Chance) -> Any:
    return actor(c.town.market.wholesaler)


def _accountant(c: Chance) -> Any:
    return actor(c.town.market.accountant)


@verb
def draft_purchase(c: Chance) -> object:
    market = c.town.market
    wants = [Want(market.case.pk, c.few()), Want(market.apples.pk, c.few())][: c.lot.randint(1, 2)]
    return purchasing.draft_order(shop_id=market.shop.pk, supplier_id=market.supplier.pk, wants=wants, note="", key=c.key(), by=c.owner, at=c.at)


@verb
def send_purchase(c: Chance) -> object:
    return purchasing.send_order(order_id=_order(c, "draft").pk, by=c.owner, at=c.at)


@verb
def hand_purchase_in(c: Chance) -> object:
    return purchasing.hand_in(order_id=_order(c, "draft").pk, by=actor(c.town.market.buyer), at=c.at)


@verb
def approve_purchase(c: Chance) -> object:
    order = _order(c, "to_approve")
    return purchasing.approve_order(order_id=order.pk, seen_version=order.version, by=c.owner, at=c.at)


@verb
def confirm_purchase(c: Chance) -> object:
    order = _order(c, "sent")
    return purchasing.confirm_order(order_id=order.pk, revision=order.revision, by=_wholesaler(c), at=c.at)


@verb
def decline_purchase(c: Chance) -> object:
    order = _order(c, "sent")
    return purchasing.decline_order(order_id=order.pk, revision=order.revision, reason="none left", by=_wholesaler(c), at=c.at)


@verb
def cancel_purchase(c: Chance) -> object:
    return purchasing.cancel_order(order_id=_order(c, "draft", "sent", "acknowledged").pk, reason="too much", by=c.owner, at=c.at)


@verb
def ship(c: Chance) -> object:
    order = _order(c, "acknowledged", "partially_received")
    quantities = {1: c.few(1)}
    tomorrow = (c.at + timedelta(days=1)).date()
    return purchasing.announce_shipment(
        order_id=order.pk, quantities=quantities, expected_on=tomorrow, carrier="van", key=c.key(), by=_wholesaler(c), at=c.at
    )


@verb
def receive_purchase(c: Chance) -> object:
    """Short, and now and then with something broken."""
    order = _order(c, "acknowledged", "partially_received")
    bad = c.lot.choice([0, 0, 1])
    counted = [Counted(1, c.few(2), c.few(1) * bad, "broken" if bad else "")]
    shipment = order.shipments.order_by("-pk").first() if c.lot.random() < 0.5 else None
    return purchasing.post_receipt(
        order_id=order.pk,
        counted=counted,
        shipment_id=shipment.pk if shipment else None,
        key=c.key(),
        by=actor(c.town.market.keeper),
        at=c.at,
    )


@verb
def reverse_receipt(c: Chance) -> object:
    receipt = c.some(Receipt.objects.all())
    return purchasing.reverse_receipt(order_id=receipt.order_id, receipt_id=receipt.pk, reason="wrong", key=c.key(), by=c.owner, at=c.at)


@verb
def close_short(c: Chance) -> object:
    return purchasing.short_close(order_id=_order(c, "partially_received").pk, reason="enough", by=c.owner, at=c.at)


@verb
def charge_freight(c: Chance) -> object:
    order = _order(c, "acknowledged", "partially_received", "received", "closed")
    return purchasing.charge_freight(
        order_id=order.pk, amount_minor=c.lot.randint(1, 300), landed_by="value", reason="freight", key=c.key(), by=c.owner, at=c.at
    )


@verb
def bill(c: Chance) -> object:
    order = c.some(Order.objects.filter(lines__accepted__gt=0, shop=c.town.shop, supplier=c.town.market.supplier).distinct())
    line = order.lines.get(position=1)
    unit = line.unit_minor + c.lot.choice([0, 0, 0, 5])
    return purchasing.issue_invoice(
        order_id=order.pk,
        number=f"INV {c.lot.getrandbits(40):x}",
        bills=[Bill(1, c.few(1), unit)],
        extra_minor=0,
        key=c.key(),
        by=_wholesaler(c),
        at=c.at,
        issued_on=None,
    )


@verb
def release_bill(c: Chance) -> object:
    return purchasing.release_invoice(invoice_id=c.some(Invoice.objects.filter(status="held")).pk, reason="fine", by=c.owner, at=c.at)


@verb
def debit_bill(c: Chance) -> object:
    return purchasing.debit_differences(invoice_id=c.some(Invoice.objects.filter(status="held")).pk, by=_accountant(c), at=c.at)


@verb
def withdraw_bill(c: Chance) -> object:
    return purchasing.withdraw_invoice(invoice_id=c.some(Invoice.objects.filter(status__in=["matched", "held"])).pk, by=_wholesaler(c), at=c.at)


@verb
def approve_bill(c: Chance) -> object:
    invoice = c.some(Invoice.objects.filter(status="matched"))
    later = c.lot.random() < 0.3
    return purchasing.approve_invoice(invoice_id=invoice.pk, seen_version=invoice.version, pay_when_due=later, by=_accountant(c), at=c.at)


@verb
def pay_bill(c: Chance) -> object:
    invoice = c.some(Invoice.objects.filter(status="approved"))
    return purchasing.pay_invoice(invoice_id=invoice.pk, method="bank_account", key=c.key(), by=_accountant(c), at=c.at)


@verb
def return_to_wholesaler(c: Chance) -> object:
    order = c.some(Order.objects.filter(lines__accepted__gt=0, shop=c.town.shop, supplier=c.town.market.supplier).distinct())
    return purchasing.return_goods(order_id=order.pk, quantities={1: c.few(1)}, reason="sour", key=c.key(), by=c.owner, at=c.at)


@verb
def acknowledge_return(c: Chance) -> object:
    back = c.some(Return.objects.filter(acknowledged_at=None))
    return purchasing.acknowledge_return(order_id=back.order_id, return_id=back.pk, by=_wholesaler(c), at=c.at)


@verb
def pay_back_debit(c: Chance) -> object:
    debit = c.some(DebitNote.objects.filter(status="owed"))
    return purchasing.pay_back_debit(debit_id=debit.pk, key=c.key(), by=_wholesaler(c), at=c.at)


@verb
def settle_dispute(c: Chance) -> object:
    dispute = c.some(Dispute.objects.all())
    return purchasing.settle_dispute(order_id=dispute.order_id, dispute_id=dispute.pk, by=c.owner, at=c.at)


@verb
def ask_for_quotes(c: Chance) -> object:
    return asking.asked(c.town.bazaar)


@verb
def quote(c: Chance) -> object:
    one = c.some(Quotation.objects.filter(rfq__status__in=ASKED, supplier__party__isnull=False))
    prices = (c.lot.randint(6_000, 9_000), c.lot.randint(800, 1_300))
    return asking.quoted(c.town.bazaar, one.rfq, one.supplier, *prices)


@verb
def award(c: Chance) -> object:
    rfq = c.some(Rfq.objects.filter(status__in=ASKED))
    plan = comparison_of(comparable(rfq.pk), today=MORNING.date()).split
    if plan is None or not plan.cells:
        raise NothingThere
    return asking.awarded(c.town.bazaar, rfq, plan, key=c.key())


@verb
def cancel_rfq(c: Chance) -> object:
    return sourcing.cancel_rfq(rfq_id=c.some(Rfq.objects.filter(status__in=ASKED)).pk, reason="no need", by=c.owner, at=c.at)


def _neighbour(c: Chance) -> Any:
    return c.lot.choice([c.town.street.first, *c.town.street.neighbours])


@verb
def open_pool(c: Chance) -> object:
    owner, shop = _neighbour(c)
    return pools.open_pool(
        shop_id=shop.pk,
        article_id=c.town.market.case.pk,
        quantity=c.few(20) + 10,
        closes_at=c.at + timedelta(days=2),
        note="",
        key=c.key(),
        by=actor(owner),
        at=c.at,
    )


@verb
def join_pool(c: Chance) -> object:
    owner, shop = _neighbour(c)
    return pools.join_pool(pool_id=c.some(Pool.objects.filter(status="open")).pk, shop_id=shop.pk, quantity=c.few(20), by=actor(owner), at=c.at)


@verb
def confirm_place(c: Chance) -> object:
    owner, shop = _neighbour(c)
    pool = c.some(Pool.objects.filter(status="open", members__shop=shop).distinct())
    return pools.confirm_place(pool_id=pool.pk, shop_id=shop.pk, key=c.key(), by=actor(owner), at=c.at)


@verb
def leave_pool(c: Chance) -> object:
    owner, shop = _neighbour(c)
    return pools.withdraw(pool_id=c.some(Pool.objects.filter(status="open")).pk, shop_id=shop.pk, by=actor(owner), at=c.at)


@verb
def close_pool(c: Chance) -> object:
    return pools.close_pool(pool_id=c.some(Pool.objects.filter(status="open")).pk, at=c.at + timedelta(days=2))
