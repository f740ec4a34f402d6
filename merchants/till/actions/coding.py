"""A sale at the counter: the clerk rings it up, the buyer scans its code and pays."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from ecosystem.audit.public import record
from ecosystem.kernel.actor import Actor
from ecosystem.kernel.ids import uuid7
from ecosystem.kernel.verbs import entry
from ecosystem.once.public import once
from merchants.orders.public import Draft, Order, Wanted, dealt, place_errand
from merchants.promotions.public import offers_for
from merchants.shops.public import SELLERS, serving_shops, shop_for


@entry
def ring_up(*, shop_id: UUID, wanted: Sequence[Wanted], key: str, by: Actor, at: datetime) -> Order:
    """Make the collection code of a counter sale, also outside opening hours; the same key gives the same sale again.

    Raises:
        NotFound: not a shop of the actor's.
        DealGone: a discount was used up in the same moment.
        SoldOut, NotOnSale, PriceChanged, NothingOrdered and the catalogue's refusals: as when placing any order.
    """
    body = {"shop": shop_id, "wanted": [want.told for want in wanted]}
    with once(key, verb="till.ring_up", by=by, body=body, at=at) as turn:
        shop = shop_for(by, shop_id, roles=SELLERS)
        if turn.earlier:
            return Order.objects.get(pk=turn.earlier["order"])
        draft = Draft(shop=serving_shops([shop.pk])[shop.pk], channel=Order.Channel.CODE, wanted=tuple(wanted))
        draft = dealt(draft, offers_for([shop.pk], buyer_id=None, at=at))
        order = place_errand(drafts=[draft], buyer_id=None, errand_id=uuid7(), at=at)[0]
        record("till.ring_up", target=f"order/{order.pk}", by=by, at=at, after={"total_minor": order.total_minor}, about=shop.pk)
        turn.remember(order=order.pk)
        return order
