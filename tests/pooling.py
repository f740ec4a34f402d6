"""Short ways to buy together in the tests: three shops of one neighbourhood, one elsewhere, and a ladder of prices."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import uuid4

from ecosystem.identity.public import Person
from ecosystem.places.public import Neighbourhood
from merchants.pools import actions
from merchants.pools.models import Member, Pool
from merchants.pools.rules import Step
from merchants.shops.public import Shop
from tests import buying, cast
from tests.buying import D, Market
from tests.cast import MORNING, actor

CLOSES = MORNING + timedelta(days=2)
LADDER = [Step(D(30), 7_000), Step(D(60), 6_500), Step(D(100), 6_000)]
MONEY = 1_000_000


@dataclass(frozen=True)
class Street:
    """The market's corner shop and two neighbours who buy the same case of milk; a fourth lives elsewhere."""

    town: Market
    neighbours: list[tuple[Person, Shop]]
    stranger: tuple[Person, Shop]

    @property
    def first(self) -> tuple[Person, Shop]:
        return self.town.owner, self.town.shop


def _neighbourhood(name: str) -> Neighbourhood:
    fields = {field.name for field in Neighbourhood._meta.concrete_fields}
    values: dict[str, Any] = {"code": uuid4().hex[:8], "name_zh": name, "name_en": name, "lat": cast.STREET[0], "lng": cast.STREET[1]}
    made, _new = Neighbourhood.objects.get_or_create(**{key: value for key, value in values.items() if key in fields})
    return made


def street() -> Street:
    town = buying.market(money_minor=MONEY)
    here, there = _neighbourhood("Here"), _neighbourhood("There")
    Shop.objects.filter(pk=town.shop.pk).update(neighbourhood=here)
    town.shop.refresh_from_db()
    people = []
    for name, place in (("Second", here), ("Third", here), ("Elsewhere", there)):
        owner = cast.person(name)
        shop = cast.shop(owner, name, neighbourhood=place)
        buying.fund(shop.party_id, MONEY)
        buying.link(owner, cast.article(shop, owner), town.case, "24")
        people.append((owner, shop))
    actions.set_ladder(article_id=town.case.pk, steps=LADDER, by=actor(town.wholesaler), at=MORNING)
    return Street(town, people[:2], people[2])


def opened(at: Street, quantity: str = "20", **more: Any) -> Pool:
    said = {"shop_id": at.town.shop.pk, "article_id": at.town.case.pk, "closes_at": CLOSES, "key": uuid4().hex, "by": actor(at.town.owner)}
    return actions.open_pool(**{**said, **more}, quantity=D(quantity), at=MORNING)


def joined(pool: Pool, who: tuple[Person, Shop], quantity: str = "20", **more: Any) -> Member:
    return actions.join_pool(pool_id=pool.pk, shop_id=who[1].pk, quantity=D(quantity), by=actor(who[0]), **{"at": MORNING, **more})


def confirmed(pool: Pool, who: tuple[Person, Shop], *, key: str = "", **more: Any) -> Member:
    said = {"pool_id": pool.pk, "shop_id": who[1].pk, "key": key or uuid4().hex, "by": actor(who[0]), "at": MORNING}
    return actions.confirm_place(**{**said, **more})


def in_it(pool: Pool, who: tuple[Person, Shop], quantity: str = "20") -> Member:
    joined(pool, who, quantity)
    return confirmed(pool, who)


def out(pool: Pool, who: tuple[Person, Shop], **more: Any) -> Member:
    said = {"pool_id": pool.pk, "shop_id": who[1].pk, "key": uuid4().hex, "by": actor(who[0]), "at": MORNING}
    return actions.withdraw(**{**said, **more})
