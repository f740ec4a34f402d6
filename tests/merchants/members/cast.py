"""Short ways to memberships in the tests."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import uuid4

from merchants.aftersale.actions import reward_members
from merchants.members.actions import LevelTerms, define_programme, join_shop
from merchants.members.models import Member, Programme
from merchants.orders.public import Order
from residents.baskets.actions import pay_order
from tests.cast import MORNING, Corner, actor
from tests.merchants.cards.cast import rung

# After the window of a grocer's goods.
LATER = MORNING + timedelta(days=8)


def programme(
    town: Corner, *, points: int = 2, days: int = 365, levels: tuple[tuple[str, int], ...] = (("Silver", 3_000), ("Gold", 10_000))
) -> Programme:
    """Two points a yuan; silver from thirty yuan a year on, gold from a hundred."""
    terms = [LevelTerms(name, start) for name, start in levels]
    said = {"points_per_yuan": points, "points_days": days, "levels": terms, "open": True}
    return define_programme(shop_id=town.shop.pk, key=uuid4().hex, by=actor(town.owner), at=MORNING, **said)  # type: ignore[arg-type]


def joined(town: Corner) -> Member:
    return join_shop(shop_id=town.shop.pk, by=actor(town.resident), at=MORNING)


def bought(town: Corner, quantity: int = 2, *, at: datetime = MORNING) -> Order:
    """So many bottles of milk at five yuan, paid at the counter from her account."""
    order = rung(town, quantity, at=at)
    pay_order(order_id=order.pk, method="bank_account", key=uuid4().hex, by=actor(town.resident), at=at)
    order.refresh_from_db()
    return order


def member(town: Corner, quantity: int = 10, *, points: int = 2) -> Member:
    """The resident as a member whose first purchase has earned its points."""
    programme(town, points=points)
    made = joined(town)
    bought(town, quantity)
    assert reward_members(shop_id=town.shop.pk, at=LATER)
    made.refresh_from_db()
    return made
