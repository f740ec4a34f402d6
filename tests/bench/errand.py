"""Paid errands to two shops per second, with a coupon and a slot at one of them: three articles at each, eight buyers.

Basket and coupon are made anew on a bare connection before each checkout, for ours and for the limit alike.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from tests import databases
from tests.bench import Rows, measured
from tests.bench._corner import CLIENTS, FILL, Place, build
from tests.bench._served import FILLER, Caller
from tests.bench.checkout import run
from tests.bench.clients import Act

AGAIN = "UPDATE promotions_coupon SET status = 'issued', order_id = NULL, used_at = NULL WHERE id = %s"


@dataclass(frozen=True, slots=True)
class Errand:
    """One client: the shop with the coupon and the slot, the other shop, and what she has of the first."""

    first: Place
    second: Place
    coupon: UUID
    promotion: UUID
    begins_at: str


def errand() -> Rows:
    from django.db import connection

    places = build(2 * CLIENTS)
    errands = [_prepared(*pair) for pair in zip(places[:CLIENTS], places[CLIENTS:], strict=True)]
    ours = run("ecosystem.wsgi:application", _ours_of, errands)
    bare = run("tests.bench._bare:application", _bare_of, errands)
    statements = _statements_of_one(errands[0])
    connection.close()
    cpu_ms, bare_ms = (1000 * tally.served_seconds / tally.done for tally in (ours, bare))
    return {
        "errand": measured(ours.per_second, "errands/s", limit=bare.per_second, sql=statements, cpu_ms=cpu_ms),
        "errand_cpu": measured(cpu_ms, "ms CPU/errand", limit=bare_ms, sql=statements, cpu_ms=cpu_ms),
    }


def _prepared(first: Place, second: Place) -> Errand:
    """Slots at the first shop for every hour, and a coupon of its that its buyer holds."""
    from django.utils import timezone

    from ecosystem.identity.public import Membership, Person
    from ecosystem.kernel import clock
    from merchants.promotions.public import Promotion
    from merchants.shops.public import Shop, every, set_slots
    from tests import dealing
    from tests.cast import Corner, actor

    now = clock.now()
    shop = Shop.objects.get(pk=first.shop)
    keeper = Person.objects.get(pk=Membership.objects.get(party=shop.party_id, role="owner").person_id)
    buyer = Person.objects.get(party=first.buyer)
    rows = every("pickup", weekdays=range(7), from_minute=0, until_minute=1440, length=60, max_orders=999)
    set_slots(shop_id=shop.pk, channel="pickup", rows=rows, seen_version=0, by=actor(keeper), at=now)
    nobody: Any = None
    corner = Corner(keeper, shop, nobody, nobody, nobody, nobody, buyer, nobody)
    promotion: Promotion = dealing.coupon(corner, threshold_minor=1_000, off_minor=100, total=100, per_person=1)
    coupon = dealing.claimed(promotion, buyer, at=now)
    begins = timezone.localtime(now).replace(minute=0, second=0, microsecond=0) + timedelta(hours=3)
    return Errand(first, second, coupon.pk, promotion.pk, begins.isoformat())


def _ours_of(errands: list[Errand], port: int, client: int) -> Act:
    each, caller = errands[client], Caller(port, errands[client].first.cookie)
    fill = _filler(each)
    fill()
    asked = _wish(each, caller.ask("GET", "/api/v1/basket"))
    caller.ask("POST", "/api/v1/checkout", asked, expect=201)

    def buy() -> None:
        fill()
        caller.ask("POST", "/api/v1/checkout", asked, expect=201)

    return buy


def _wish(each: Errand, basket: Any) -> dict[str, Any]:
    if [part["discounts"] and part["discounts"][0]["amount"]["amount"] for part in basket["parts"] if part["discounts"]] != ["1.00"]:
        raise AssertionError(basket)
    return {"quote": basket["quote"], "channel": "pickup", "slots": [{"shop": str(each.first.shop), "begins_at": each.begins_at}]}


def _bare_of(errands: list[Errand], port: int, client: int) -> Act:
    each, caller = errands[client], Caller(port)
    fill = _filler(each)
    shops = [[str(place.shop), str(place.party)] for place in (each.first, each.second)]
    asked = {
        "buyer": str(each.first.buyer),
        "shops": shops,
        "coupon": str(each.coupon),
        "promotion": str(each.promotion),
        "begins_at": each.begins_at,
    }

    def buy() -> None:
        fill()
        caller.ask("POST", "/bare", asked, expect=201)

    return buy


def _filler(each: Errand) -> Callable[[], None]:
    from django.conf import settings

    line = databases.connect(settings.DATABASES["default"], FILLER)

    def fill() -> None:
        line.execute(FILL, [each.first.buyer, [*each.first.skus, *each.second.skus]])
        line.execute(AGAIN, [each.coupon])

    return fill


def _statements_of_one(each: Errand) -> int:
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    client = Client(headers={"host": "localhost", "cookie": each.first.cookie})
    _filler(each)()
    asked = _wish(each, client.get("/api/v1/basket").json())
    with CaptureQueriesContext(connection) as captured:
        answer = client.post("/api/v1/checkout", asked, content_type="application/json", headers={"Idempotency-Key": "one"})
    if answer.status_code != 201:
        raise AssertionError(answer.content)
    return sum(1 for query in captured if query["sql"] not in ("BEGIN", "COMMIT"))
