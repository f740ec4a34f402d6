"""The town that the random run trades in, and how one worker chooses in it."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from decimal import Decimal
from typing import Any, TypeVar
from uuid import uuid4

from django.db.models import Model, QuerySet

from ecosystem.identity.public import Person
from merchants.catalog.public import Sku
from merchants.customers.public import Card
from merchants.promotions.public import Budget
from merchants.shops.public import Shop
from tests import asking, cast, counter, dealing, pooling
from tests.asking import Bazaar
from tests.buying import Market
from tests.cast import MORNING, Corner, actor
from tests.merchants.money import operator
from tests.merchants.onboarding import cast as onboarding
from tests.merchants.stock.cast import second_shop, twin_of
from tests.pooling import Street

Row = TypeVar("Row", bound=Model)
Verb = Callable[["Chance"], object]
VERBS: dict[str, Verb] = {}
RICH = 100_000_000


class NothingThere(Exception):
    """Chance chose a verb for which the town holds nothing at the moment."""


def verb(act: Verb) -> Verb:
    """Make an act one that chance may choose."""
    VERBS[act.__name__] = act
    return act


@dataclass
class Town:
    """Three shops of one street and a fourth, two wholesalers, residents, and the bank's desk.

    Codes and links are told once, so they are kept here.
    """

    street: Street
    bazaar: Bazaar
    second: Shop
    twin: Sku
    residents: list[Person]
    card: Card
    budget: Budget
    operators: list[Person]
    file: Any
    closing_shop: Shop
    founder: Person
    noodles: Sku
    codes: dict[Any, str] = field(default_factory=dict)
    links: dict[Any, str] = field(default_factory=dict)

    @property
    def market(self) -> Market:
        return self.street.town

    @property
    def corner(self) -> Corner:
        return self.market.corner

    @property
    def shop(self) -> Shop:
        return self.market.shop


def built() -> Town:
    desk = onboarding.desk()
    founder = cast.person("founder", money_minor=RICH)
    file, closing = onboarding.active(founder, desk)
    street = pooling.street()
    market = street.town
    bazaar = asking.bazaar_of(market)
    corner = market.corner
    second = second_shop(corner)
    residents = [corner.resident, *(cast.person(f"resident{number}", money_minor=RICH) for number in range(5))]
    money = dealing.budget(actor(operator()), amount_minor=50_000)
    dealing.ladder(corner, (1_000, 100), platform_budget_id=money.pk)
    dealing.coupon(corner, threshold_minor=500, off_minor=100, total=200, per_person=40, platform_budget_id=money.pk)
    counter.shift(corner, drawer="1")
    return Town(
        street=street,
        bazaar=bazaar,
        second=second,
        twin=twin_of(corner.milk, second, corner),
        residents=residents,
        card=counter.customer(corner, limit_minor=100_000),
        budget=money,
        operators=[operator("one"), operator("two")],
        file=file,
        closing_shop=closing,
        founder=founder,
        noodles=onboarding.goods(closing, founder),
    )


@dataclass
class Chance:
    """One worker's seeded choices."""

    town: Town
    lot: random.Random

    at = MORNING
    later = MORNING + timedelta(days=1)

    @property
    def owner(self) -> Any:
        return actor(self.town.corner.owner)

    @property
    def resident(self) -> Person:
        return self.lot.choice(self.town.residents)

    @property
    def operator(self) -> Any:
        return actor(self.lot.choice(self.town.operators))

    @property
    def sku(self) -> Sku:
        return self.lot.choice([self.town.corner.milk, self.town.corner.bread])

    def some(self, rows: QuerySet[Row]) -> Row:
        """A row of these, drawn among the first and last so that threads meet on one now and then."""
        keys = list(rows.order_by("-pk").values_list("pk", flat=True)[:6])
        if not keys:
            raise NothingThere
        found = rows.model._default_manager.filter(pk=self.lot.choice(keys)).first()
        if found is None:
            raise NothingThere
        return found

    def few(self, most: int = 3) -> Decimal:
        return Decimal(self.lot.randint(1, most))

    def key(self) -> str:
        """Mostly a new one; sometimes one that another worker uses too, as a repeated request does."""
        return f"shared-{self.lot.randint(0, 9)}" if self.lot.random() < 0.03 else uuid4().hex
