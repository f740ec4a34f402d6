"""Orders of the town while its history is played: placed, paid, served and settled."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING
from uuid import UUID

from ecosystem.audit.public import drafted
from ecosystem.demo.public import shape
from ecosystem.feed.public import Publication
from ecosystem.kernel.actor import Actor
from ecosystem.kernel.clock import business_date
from ecosystem.kernel.ids import uuid7
from ecosystem.ledger.public import deposit_of, pending_of
from ecosystem.payments.public import BANK_ACCOUNT, Payee, Payment, draft_payment, draft_shares, fee_shares, payment_legs
from merchants.catalog.public import Sku
from merchants.orders.public import (
    Draft,
    Line,
    Order,
    PaidOrder,
    Priced,
    Wanted,
    draft_lines,
    draft_order,
    fee_of,
    moved_note,
    paid_publication,
    sale_of,
    settled_fact,
)
from merchants.settlement.public import draft_settlement, settlement_legs
from merchants.shops.public import ServingShop, Shop
from merchants.stock.public import Reservation
from residents.baskets.public import Wish

from .wishes import quote_of

if TYPE_CHECKING:
    from .history import History

AT_COUNTER = Wish(quote="", channel=Order.Channel.CODE, method=BANK_ACCOUNT)
BUTTONS = {"accepted": "accepted_at", "ready": "ready_at", "out_for_delivery": "sent_at"}


@dataclass(slots=True)
class Open:
    """An order on its way, with what is written once it is done."""

    order: Order
    lines: list[Line]
    reservations: list[Reservation]
    shop: Shop
    fee_minor: int = 0


class Trade:
    def __init__(self, history: History) -> None:
        self._history = history
        self._open: dict[str, Open] = {}

    def sell_at_counter(self, told: shape.ShopOrder, buyer: Actor, *, at: datetime) -> None:
        """As ``ring_up`` by the owner and ``pay_order`` by the buyer do, one after the other."""
        history, owner = self._history, self._history.owners[told.shop]
        opened = self._place(told, buyer=None, errand_id=uuid7(), wish=AT_COUNTER, at=at)
        order = opened.order
        body = {"shop": opened.shop.pk, "wanted": [(line.sku_id, line.quantity, line.unit_minor) for line in opened.lines]}
        history.note("till.ring_up", f"order/{order.pk}", owner, at, after={"total_minor": order.total_minor}, about=opened.shop.pk)
        history.effect(f"town/{told.code}/ring-up", "till.ring_up", owner, body, {"order": order.pk}, at)
        payment = self._pay([opened], buyer, at=at)
        self._complete(opened, by=buyer, at=at)
        history.effect(
            f"town/{told.code}/pay",
            "baskets.pay_order",
            buyer,
            {"order": order.pk, "method": BANK_ACCOUNT},
            {"payment": payment.pk},
            at,
        )

    def check_out(self, errand: shape.Errand, buyer: Actor, *, at: datetime) -> None:
        """As ``checkout`` by the buyer does: one payment, one order a shop."""
        history, errand_id = self._history, uuid7()
        wish = history.homes.wish(errand, quote_of(self._chosen(errand), where=history.homes.where(errand), at=at))
        opened = {told.code: self._place(told, buyer=buyer, errand_id=errand_id, wish=wish, at=at) for told in errand.orders}
        self._pay(list(opened.values()), buyer, at=at)
        for one in opened.values():
            told: dict[str, object] = {"number": one.order.number}
            history.notice(one.shop.party_id, "order_arrived", f"order/{one.order.pk}/arrived", told, at, place_id=one.shop.pk)
        history.effect(f"town/{errand.code}/checkout", "baskets.checkout", buyer, wish, {"errand": errand_id}, at)
        self._open.update(opened)

    def _chosen(self, errand: shape.Errand) -> list[tuple[ServingShop, Sku, Decimal]]:
        history = self._history
        return [
            (history.serving[history.shops[told.shop].party_id], history.shelves.sku(history.shops[told.shop].pk, line.sku), line.quantity)
            for told in errand.orders
            for line in told.lines
        ]

    def step(self, told: shape.ShopOrder, to: str, *, at: datetime) -> None:
        """One of the shop's buttons, pressed by its owner."""
        history, opened, owner = self._history, self._open[told.code], self._history.owners[told.shop]
        order = opened.order
        if to == "completed":
            self._complete(opened, by=owner, at=at)
            history.effect(f"town/{told.code}/hand-over", "orders.hand_over", owner, {"order": order.pk}, {"order": order.pk}, at)
            del self._open[told.code]
        else:
            history.rows.add(drafted(moved_note(order.pk, order.status, to, by=owner, at=at)))
            order.status, order.version = to, order.version + 1
            setattr(order, BUTTONS[to], at)
            if to == "accepted":
                order.promised_at = opened.shop.ready_about(at, order.prep_minutes)
        if order.buyer_id:
            history.notice(order.buyer_id, f"order_{to}", f"order/{order.pk}/{to}", {"number": order.number}, at)

    def close(self) -> None:
        """Orders still on their way stay so."""
        for opened in self._open.values():
            self._keep(opened)

    def _place(self, told: shape.ShopOrder, *, buyer: Actor | None, errand_id: UUID, wish: Wish, at: datetime) -> Open:
        history, shop = self._history, self._history.shops[told.shop]
        skus = [history.shelves.sku(shop.pk, line.sku) for line in told.lines]
        shelves = {sku.pk: history.shelves.shelf(sku) for sku in skus}
        wanted = tuple(Wanted(sku.pk, line.quantity, line.unit_minor) for sku, line in zip(skus, told.lines, strict=True))
        if any(shelves[want.sku_id].price_minor != want.shown_minor for want in wanted):
            raise ValueError(f"{told.code} was sold at a price that the shelf did not ask")
        draft = Draft(shop=history.serving[shop.party_id], channel=wish.channel, wanted=wanted, deliver_to=wish.deliver_to, where=wish.where)
        order_id = uuid7()
        lines = draft_lines(order_id, [Priced(want, None) for want in wanted], shelves)
        goods_minor = sum(line.gross_minor for line in lines)
        order = draft_order(
            order_id,
            draft,
            buyer_id=buyer.party_id if buyer else None,
            errand_id=errand_id,
            goods_minor=goods_minor,
            fee_minor=fee_of(draft, goods_minor=goods_minor, at=at),
            at=at,
        )
        return Open(order, lines, history.shelves.reservations(order_id, lines), shop)

    def _pay(self, opened: list[Open], buyer: Actor, *, at: datetime) -> Payment:
        history = self._history
        if buyer.party_id is None:
            raise ValueError("a resident has a party")
        payees = [Payee("order", one.order.pk, pending_of(one.shop.party_id), one.order.total_minor) for one in opened]
        payment = draft_payment(payer_id=buyer.party_id, method=BANK_ACCOUNT, payees=payees, at=at)
        legs = payment_legs(buyer.party_id, payment.amount_minor, [(payee.account, payee.amount_minor) for payee in payees])
        payment.transfer_id = history.post(f"payment/{payment.pk}", "payment", legs, at)
        payment.status, payment.decided_at, payment.instrument = Payment.Status.SUCCEEDED, at, deposit_of(buyer.party_id)
        history.rows.add(payment, *draft_shares(payment, payees))
        fees = fee_shares(history.fee_rate(payment.method, business_date(at)), [payee.amount_minor for payee in payees])
        for one, fee_minor in zip(opened, fees, strict=True):
            one.fee_minor = fee_minor
            self._paid(one, payment, buyer.party_id, at=at)
            history.note("orders.pay", f"order/{one.order.pk}", buyer, at)
        return payment

    def _paid(self, one: Open, payment: Payment, buyer_id: UUID, *, at: datetime) -> None:
        order, shop = one.order, one.shop
        order.status, order.paid_at, order.payment_id, order.buyer_id, order.version = Order.Status.PAID, at, payment.pk, buyer_id, order.version + 1
        order.tender = payment.method
        if order.channel != Order.Channel.CODE:
            order.accept_by = at + timedelta(minutes=shop.accept_minutes)
        paid = PaidOrder(
            order.pk,
            order.number,
            order.channel,
            order.status,
            order.goods_minor,
            order.total_minor,
            order.currency,
            buyer_id,
            shop.party_id,
            shop.name_zh,
            shop.name_en,
            len(one.lines),
            same_owner=False,
            instrument=payment.instrument,
            own_door=order.deliver_to if order.channel == Order.Channel.DELIVERY else "",
        )
        self._history.publish(paid_publication(paid, self._history.buyer_names[buyer_id, shop.party_id], at, transfer_id=payment.transfer_id))

    def _complete(self, one: Open, *, by: Actor, at: datetime) -> None:
        history, order = self._history, one.order
        history.rows.add(drafted(moved_note(order.pk, order.status, "completed", by=by, at=at)))
        order.status, order.completed_at, order.version = Order.Status.COMPLETED, at, order.version + 1
        history.shelves.take(order.pk, one.lines, history=history, by=by, at=at)
        for reservation in one.reservations:
            reservation.status = Reservation.Status.COMMITTED
        sale = sale_of(order, one.shop, one.lines)
        terms = history.terms_for(one.shop, business_date(at))
        neighbourhood = history.neighbourhood_of(one.shop, terms)
        settlement, settled_lines = draft_settlement(sale, terms, neighbourhood=neighbourhood, acquiring_fee_minor=one.fee_minor, at=at)
        settlement.transfer_id = history.post(f"settlement/{order.pk}", "settlement", list(settlement_legs(sale, settlement)), at)
        history.settled(settlement, settled_lines)
        if order.buyer_id is None:
            raise ValueError("a completed order has a buyer")
        fact = settled_fact(order, net_minor=settlement.net_minor, buyer=history.buyer_names[order.buyer_id, one.shop.party_id], same_owner=False)
        history.publish(
            Publication(
                fact=fact,
                about=one.shop.party_id,
                key=f"order/{order.pk}/settled",
                at=at,
                standing="settled",
                transfer_id=settlement.transfer_id,
            )
        )
        self._keep(one)

    def _keep(self, one: Open) -> None:
        self._history.rows.add(one.order, *one.lines, *one.reservations)
