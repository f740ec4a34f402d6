"""Selling from the shelf at the counter, and whether the counter may go below nothing."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from ecosystem.audit.public import record
from ecosystem.kernel.actor import Actor, platform
from ecosystem.kernel.verbs import entry, inner
from ecosystem.once.public import once
from merchants.shops.public import MANAGERS, shop_for

from .. import rules
from ..errors import ReceivingGap
from ..models import Level, Movement, Setting
from ..rules import Demand
from .moving import Cause, draft_movements, levels_of, sold_out, write

COUNTER = platform("counter")


@inner
def sell_at_counter(*, shop_id: UUID, sale_id: UUID, demands: Sequence[Demand], by: Actor, at: datetime) -> list[Movement]:
    """Goods leave the shelf with the customer, once a sale whoever says so again; answers the movements with their cost.

    The safety stock and what was promised online may go too, where the shop lets its counter go below; then the
    shelf may hold less than nothing until the missing delivery is written down. Online sales never do that.

    Raises:
        SkuNotFound, BadQuantity: a demand that is none.
        SoldOut: the shop's counter may not go below, and too little is free.
        OnlyExpiredLeft: an article kept by batch, of which nothing may be sold any more.
        KeyUsedOtherwise, StillRunning: the sale was of other goods, or is being written down.
    """
    wanted = rules.by_sku(demands)
    body = {"shop": shop_id, "wanted": sorted((str(sku_id), str(quantity.normalize())) for sku_id, quantity in wanted.items())}
    with once(str(sale_id), verb="stock.sell_at_counter", by=COUNTER, body=body, at=at) as turn:
        if turn.earlier:
            return list(Movement.objects.filter(cause=sale_id, kind=Movement.Kind.SOLD).order_by("pk"))
        for quantity in wanted.values():
            rules.checked_quantity(quantity)
        levels = levels_of(shop_id, wanted)
        short = [sku_id for sku_id, quantity in wanted.items() if levels[sku_id].free < quantity and not levels[sku_id].allow_negative]
        if short:
            raise sold_out(short, shop_id)
        cause, movements = Cause(sale_id, by, at), []
        for level in levels.values():
            movements += draft_movements(level, Movement.Kind.SOLD, -wanted[level.sku_id], cause)
        write(levels.values(), movements)
        turn.remember(sale=sale_id)
        return movements


@entry
def let_counter_go_below(*, shop_id: UUID, allowed: bool, by: Actor, at: datetime) -> Setting:
    """Whether counter sales may take a shelf below nothing, or below what is promised; for managers.

    Raises:
        NotFound: not a shop of the actor's.
        ReceivingGap: it is to be forbidden while a shelf is below.
    """
    shop = shop_for(by, shop_id, roles=MANAGERS)
    Setting.objects.get_or_create(shop=shop)
    # Shelves first, as whoever places an order takes them before it refers to the shop; the setting's row decides between two of these.
    setting = Setting.objects.select_for_update().get(shop=shop)
    levels = list(Level.objects.select_for_update().filter(shop=shop).order_by("pk"))
    if setting.counter_may_go_below == allowed:
        return setting
    if not allowed and any(level.has_gap for level in levels):
        raise ReceivingGap
    setting.counter_may_go_below = allowed
    setting.save(update_fields=["counter_may_go_below"])
    Level.objects.filter(pk__in=[level.pk for level in levels]).update(allow_negative=allowed)
    record(
        "stock.let_counter_go_below",
        target=f"shop/{shop.pk}",
        by=by,
        at=at,
        before={"allowed": not allowed},
        after={"allowed": allowed},
        about=shop.pk,
    )
    return setting
