"""An order that was given by hand or by phone: written down for a customer, on her tab, and onto the board like any other."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from ecosystem.audit.public import record
from ecosystem.kernel.actor import Actor
from ecosystem.kernel.ids import uuid7
from ecosystem.kernel.money import line_minor, to_text
from ecosystem.kernel.verbs import entry
from ecosystem.ledger.public import tab_of
from ecosystem.once.public import once
from ecosystem.payments.public import Payee, create_payment
from ecosystem.places.public import landmark_coded
from merchants.catalog.public import make_minutes_of
from merchants.customers.public import TAB, CustomerNotFound, card_for
from merchants.orders.public import Draft, Order, Wanted, dealt, delivery_terms, hold_errand, place_held
from merchants.promotions.public import offers_for
from merchants.shops.public import SELLERS, DeliveryTerms, serving_shops, shop_for

from ..errors import AddressMissing, FeeChanged

CHANNELS = (Order.Channel.PICKUP, Order.Channel.DELIVERY)


@dataclass(frozen=True, slots=True)
class Handover:
    """How an order reaches its customer. ``near`` is the code of a landmark, which says how far a delivery goes.

    ``slot`` is when the slot begins that she chose, where the shop works by slots; without one it is as soon as possible.
    ``fee_shown`` is what she was told that bringing it costs; nothing where nobody asked.
    """

    channel: str
    deliver_to: str = ""
    near: str = ""
    note: str = ""
    slot: datetime | None = None
    fee_shown: int | None = None

    @property
    def told(self) -> list[object]:
        """All of it, for the body of a key; an order without a slot or a fee says what it said before there were any."""
        fee = [] if self.fee_shown is None else [f"fee {self.fee_shown}"]
        return [self.channel, self.deliver_to, self.near, self.note, *([self.slot] if self.slot else []), *fee]

    def where(self) -> tuple[Decimal, Decimal] | None:
        """Raises ``AddressMissing`` for a delivery to nowhere."""
        if self.channel != Order.Channel.DELIVERY:
            return None
        if not self.deliver_to.strip():
            raise AddressMissing
        return place_near(self.near)


def place_near(code: str) -> tuple[Decimal, Decimal]:
    """Where a landmark stands. Raises ``AddressMissing`` where there is none of that code."""
    landmark = landmark_coded(code)
    if landmark is None:
        raise AddressMissing
    return landmark.lat, landmark.lng


def delivery_near(*, shop_id: UUID, near: str, wanted: Sequence[Wanted], at: datetime) -> DeliveryTerms:
    """What bringing that much (before discounts) near a landmark at that moment costs; what ``take_order`` would charge.

    Raises:
        AddressMissing: no such landmark.
        BringsNothing, OutOfRange, OutsideZones, BelowMinimum: it is not brought there, or not for so little.
    """
    goods_minor = sum(line_minor(want.shown_minor, want.quantity) for want in wanted)
    return delivery_terms(serving_shops([shop_id])[shop_id], place_near(near), goods_minor=goods_minor, at=at)


@entry
def take_order(*, shop_id: UUID, card_id: UUID, wanted: Sequence[Wanted], handover: Handover, key: str, by: Actor, at: datetime) -> Order:
    """Take an order for a customer who is not at the counter; the same key takes it once.

    It goes on her tab, within her limit, since nothing is prepared before it is paid: cash that she brings later pays the tab.
    A shop that works by slots keeps a place for it, as for any order, and she gets what the shop takes off by itself.

    Raises:
        NotFound: not a shop where the actor sells.
        CustomerNotFound: not a customer of the shop.
        AddressMissing: a delivery without an address or a landmark.
        FeeChanged: bringing it costs something else than the customer was told.
        DealGone: a discount was used up in the same moment.
        SlotGone, NoSlotLeft: the shop has no place then, or none at all.
        TabOverdue, TabLimitReached: the tab can't take it.
        ShopClosed, OutOfRange, BelowMinimum, SoldOut, PriceChanged and the others: as for any order.
    """
    body = {"shop": shop_id, "card": card_id, "wanted": [want.told for want in wanted], "handover": handover.told}
    with once(key, verb="till.take_order", by=by, body=body, at=at) as turn:
        shop = shop_for(by, shop_id, roles=SELLERS)
        if turn.earlier:
            return Order.objects.get(pk=turn.earlier["order"])
        card = card_for(by, card_id)
        if card.shop_id != shop.pk:
            raise CustomerNotFound
        draft = dealt(_draft(shop.pk, wanted, handover), offers_for([shop.pk], buyer_id=card.party_id, at=at).of_shops_alone())
        held = hold_errand(drafts=[draft], buyer_id=card.party_id, at=at)
        # The tab after the slot and before the shelves, as every sale on it takes them.
        card_for(by, card_id, lock=True)
        order = place_held(held=held, buyer_id=card.party_id, errand_id=uuid7(), at=at)[0]
        if handover.fee_shown is not None and order.delivery_fee_minor != handover.fee_shown:
            raise FeeChanged(now=to_text(order.delivery_fee_minor), shown=to_text(handover.fee_shown))
        payee = Payee("order", order.pk, tab_of(shop.party_id), order.total_minor)
        create_payment(payer_id=card.party_id, method=TAB, payees=[payee], by=by, at=at)
        order.refresh_from_db()
        after = {"total_minor": order.total_minor, "channel": order.channel}
        record("till.take_order", target=f"order/{order.pk}", by=by, at=at, after=after, about=shop.pk)
        turn.remember(order=order.pk)
        return order


def _draft(shop_id: UUID, wanted: Sequence[Wanted], handover: Handover) -> Draft:
    minutes = make_minutes_of(shop_id, [want.sku_id for want in wanted])
    return Draft(
        shop=serving_shops([shop_id])[shop_id],
        channel=handover.channel,
        wanted=tuple(replace(want, make_minutes=minutes.get(want.sku_id, 0)) for want in wanted),
        deliver_to=handover.deliver_to.strip()[:200] if handover.channel == Order.Channel.DELIVERY else "",
        where=handover.where(),
        note=handover.note.strip()[:200],
        wants_at=handover.slot,
    )
