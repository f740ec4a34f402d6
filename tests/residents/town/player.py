"""Plays the town's events through the verbs, as people and tasks would."""

from __future__ import annotations

from functools import singledispatchmethod

from ecosystem import ports
from ecosystem.demo.public import Town, shape
from ecosystem.ledger.public import InsufficientFunds
from merchants.catalog.public import Sku, change_price
from merchants.orders.public import Order, Wanted, accept_order, mark_ready, send_out
from merchants.payouts.public import pay_out_by_schedule
from merchants.procurement.public import (
    Bill,
    Counted,
    Want,
    announce_shipment,
    approve_invoice,
    confirm_order,
    draft_order,
    issue_invoice,
    note_refusal,
    pay_by_schedule,
    post_receipt,
    send_order,
)
from merchants.procurement.public import Order as PurchaseOrder
from merchants.shops.public import Shop
from merchants.stock.public import ReceiptLine, receive_stock
from merchants.till.public import ring_up
from merchants.town.public import makers_of, owners_of
from residents.baskets.public import checkout, pay_order, put_in_basket, quote_for
from residents.town.events import Billed, Bought, Delivered, Due, Ordered, PaidOut, Received, Repriced, Stepped, Turn
from residents.town.people import residents_of
from residents.town.purchases import DERIVED
from residents.town.wishes import Homes
from tests.trading import hand_over


class Player:
    def __init__(self, town: Town) -> None:
        self.town = town
        self.owners, self.residents, self.homes = owners_of(town), residents_of(town), Homes(town)
        self.shops = {shop.code: Shop.objects.get(name_en=shop.name.en) for shop in town.shops}
        self.orders: dict[str, Order] = {}
        self.makers, self.purchases = makers_of(town), dict[str, PurchaseOrder]()
        code_of = {shop.pk: code for code, shop in self.shops.items()}
        self.skus = {(code_of[sku.shop_id], sku.code): sku for sku in Sku.objects.filter(shop__in=list(code_of))}

    def sku(self, shop: str, code: str) -> Sku:
        return self.skus[shop, code]

    @singledispatchmethod
    def play(self, event: object) -> None:
        raise TypeError(event)

    @play.register
    def _(self, event: Received) -> None:
        told = event.receipt
        lines = [ReceiptLine(self.sku(told.shop, line.sku).pk, line.quantity, line.unit_cost_minor, f"maker-{line.supplier}") for line in told.lines]
        receive_stock(shop_id=self.shops[told.shop].pk, lines=lines, key=f"town/{told.code}", by=self.owners[told.shop], at=event.at)

    @play.register
    def _(self, event: Ordered) -> None:
        told, owner, maker = event.purchase, self.owners[event.purchase.shop], self.makers[event.purchase.maker]
        wants = [Want(maker.sources[self.sku(told.shop, line.sku).pk].article_id, line.quantity) for line in told.lines]
        order = draft_order(
            shop_id=self.shops[told.shop].pk,
            supplier_id=maker.supplier.pk,
            wants=wants,
            note=DERIVED,
            key=f"town/{told.code}/draft",
            by=owner,
            at=event.at,
        )
        send_order(order_id=order.pk, by=owner, at=event.at)
        self.purchases[told.code] = confirm_order(order_id=order.pk, revision=1, by=maker.actor, at=event.at)

    @play.register
    def _(self, event: Delivered) -> None:
        told, order, maker = event.purchase, self.purchases[event.purchase.code], self.makers[event.purchase.maker]
        quantities = {line.position: line.quantity for line in order.lines.all()}
        key = f"town/{told.code}/ship"
        shipment = announce_shipment(order_id=order.pk, quantities=quantities, expected_on=event.at.date(), key=key, by=maker.actor, at=event.at)
        counted = [Counted(position, quantity) for position, quantity in sorted(quantities.items())]
        key, owner = f"town/{told.code}/receive", self.owners[told.shop]
        post_receipt(order_id=order.pk, counted=counted, shipment_id=shipment.pk, key=key, by=owner, at=event.at)

    @play.register
    def _(self, event: Billed) -> None:
        told, order, maker = event.purchase, self.purchases[event.purchase.code], self.makers[event.purchase.maker]
        bills = [Bill(line.position, line.quantity, line.unit_minor) for line in order.lines.order_by("position")]
        key = f"town/{told.code}/invoice"
        invoice = issue_invoice(order_id=order.pk, number=told.code, bills=bills, key=key, by=maker.actor, at=event.at)
        approve_invoice(invoice_id=invoice.pk, seen_version=invoice.version, pay_when_due=True, by=self.owners[told.shop], at=event.at)

    @play.register
    def _(self, event: Due) -> None:
        invoice = self.purchases[event.purchase.code].invoices.get()
        try:
            pay_by_schedule(invoice_id=invoice.pk, at=event.at)
        except InsufficientFunds:
            note_refusal(invoice_id=invoice.pk, at=event.at)

    @play.register
    def _(self, event: Repriced) -> None:
        sku = self.sku(event.price.shop, event.price.sku)
        owner = self.owners[event.price.shop]
        changed = change_price(sku_id=sku.pk, price_minor=event.price.unit_minor, seen_version=sku.version, by=owner, at=event.at)
        self.skus[event.price.shop, event.price.sku] = changed

    @play.register
    def _(self, event: Bought) -> None:
        buyer = self.residents[event.errand.resident]
        if event.errand.channel != "code":
            self._check_out(event.errand, event)
            return
        for told in event.errand.orders:
            wanted = [Wanted(self.sku(told.shop, line.sku).pk, line.quantity, line.unit_minor) for line in told.lines]
            order = ring_up(shop_id=self.shops[told.shop].pk, wanted=wanted, key=f"town/{told.code}/ring-up", by=self.owners[told.shop], at=event.at)
            pay_order(order_id=order.pk, method="bank_account", key=f"town/{told.code}/pay", by=buyer, at=event.at)

    def _check_out(self, errand: shape.Errand, event: Bought) -> None:
        buyer = self.residents[errand.resident]
        assert buyer.party_id
        for told in errand.orders:
            for line in told.lines:
                put_in_basket(sku_id=self.sku(told.shop, line.sku).pk, quantity=line.quantity, by=buyer, at=event.at)
        wish = self.homes.wish(errand, quote_for(buyer.party_id, where=self.homes.where(errand), at=event.at))
        errand_id = checkout(wish=wish, key=f"town/{errand.code}/checkout", by=buyer, at=event.at)
        for told in errand.orders:
            self.orders[told.code] = Order.objects.get(errand_id=errand_id, shop=self.shops[told.shop])

    @play.register
    def _(self, event: Stepped) -> None:
        order, owner = self.orders[event.order.code], self.owners[event.order.shop]
        if event.step == "completed":
            hand_over(order_id=order.pk, key=f"town/{event.order.code}/hand-over", by=owner, at=event.at)
        else:
            verb = {"accepted": accept_order, "ready": mark_ready, "out_for_delivery": send_out}[event.step]
            verb(order_id=order.pk, by=owner, at=event.at)

    @play.register
    def _(self, event: PaidOut) -> None:
        pay_out_by_schedule(shop_id=self.shops[event.shop].pk, at=event.at)

    @play.register
    def _(self, event: Turn) -> None:
        for _name, wing in ports.town_turns:
            wing.act(town=self.town, at=event.at)
        for shop in event.payouts:
            pay_out_by_schedule(shop_id=self.shops[shop].pk, at=event.at)
