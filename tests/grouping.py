"""Short ways to group-buys in the tests: offered, begun, joined."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import uuid4

from ecosystem.identity.public import Person
from ecosystem.payments.public import BANK_ACCOUNT
from merchants.groups.public import Group, GroupBuy, set_up_group_buy
from merchants.orders.public import Order
from residents.joining.actions import join_group, start_group
from tests import cast
from tests.cast import MORNING, Corner, actor

LADDER = ((3, 400), (5, 350))


def offered(town: Corner, *, steps: Any = LADDER, hours: int = 24, at: datetime = MORNING, **other: Any) -> GroupBuy:
    """Milk, which costs ¥5.00 on the shelf."""
    told = {"shop_id": town.shop.pk, "sku_id": town.milk.pk, "days": 7, "starts_at": at, "key": uuid4().hex, "by": actor(town.owner), **other}
    return set_up_group_buy(steps=steps, hours=hours, at=at, **told)


def begun(
    town: Corner, offer: GroupBuy | None = None, *, size: int = 3, by: Person | None = None, method: str = BANK_ACCOUNT, at: datetime = MORNING
) -> Group:
    """A group whose first seat the resident has taken."""
    offer = offer or offered(town)
    order = start_group(group_buy_id=offer.pk, size=size, method=method, key=uuid4().hex, by=actor(by or town.resident), at=at)
    assert order.group
    return order.group


def joined(group: Group, by: Person, *, method: str = BANK_ACCOUNT, key: str = "", at: datetime = MORNING) -> Order:
    return join_group(code=group.code, method=method, key=key or uuid4().hex, by=actor(by), at=at)


def neighbours(number: int, *, money_minor: int = 10_000) -> list[Person]:
    return [cast.person(f"neighbour{each}", money_minor=money_minor) for each in range(number)]
