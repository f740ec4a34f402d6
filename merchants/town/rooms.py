"""What shops around the demo's owner offer beside their shelves: group-buys, cards, points, zones, promotions, a round, tables, codes.

Nothing is drafted here: each shop says it through its own verbs, once its trade is there.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import datetime, time, timedelta
from decimal import Decimal
from typing import Any

from ecosystem.demo.public import Town
from ecosystem.kernel.clock import TOWN_TIME, business_date
from ecosystem.ledger.public import deposit_of, free_of
from ecosystem.places.public import Landmark, metres
from merchants.arrivals.public import OPENED, PAID, SCANNED, Arrival, count_scan, count_steps
from merchants.cards.actions import define_plan
from merchants.groups.public import set_up_group_buy
from merchants.members.actions import LevelTerms, define_programme
from merchants.promotions.public import Terms, draft_promotion, publish_promotion
from merchants.rounds.actions import open_round, serve_round
from merchants.rounds.actions.opening import Plan
from merchants.shops.public import Shop, Zone, set_tables, set_zones
from merchants.stock.public import ReceiptLine, receive_stock

from .offering import NOODLES, Offering, joined_at, offering

GROUPED, CARDS, PROGRAMMES, ZONED, ROUND = 3, 2, 3, 4, 3
TABLES = tuple(str(number) for number in range(1, 9))
LEVELS = (LevelTerms("银卡", 30_000), LevelTerms("金卡", 100_000))
# Within a walk, within a ride, and what nobody was refused so far.
ZONES = (
    Zone(name="步行", radius_m=800, fee_minor=200, free_above_minor=5_000),
    Zone(name="骑行", radius_m=2_500, fee_minor=400, min_order_minor=2_000, surcharge_minor=200, surcharge_from=1_320, surcharge_until=1_500),
    Zone(name="远处", radius_m=6_000, fee_minor=800, min_order_minor=4_000),
)
SCAN_DAYS, BONUS_MINOR, FUNDED, CAME = 7, 800, 10, Decimal(24)


class Rooms:
    """Joined to the port ``TownPart``; runs once there is trade, before the residents join in."""

    def load(self, *, town: Any, at: datetime) -> Iterator[str]:
        shops = offering(town)
        if not shops:
            return
        grouped = [one for one in shops if one.goods][:GROUPED]
        for one in grouped:
            _group(one, at)
        for one in shops[:CARDS]:
            _sell_cards(one, at)
        for one in shops[:PROGRAMMES]:
            _open_programme(one, joined_at(town))
        for one in shops[:ZONED]:
            _ask_for_the_way(one, at)
        promotions = _promote(shops, at)
        yield f"{len(grouped)} group-buys, {len(shops[:CARDS])} prepaid cards, {len(shops[:PROGRAMMES])} member programmes, {promotions} promotions"
        gate = _open_round(shops[:ROUND], at)
        seats = _name_tables(town, shops, at)
        scans = sum(_count_codes(one, town, at) for one in shops[:GROUPED])
        yield f"{len(shops[:ZONED])} shops with zones and fees, a round to {gate}, {seats} tables, {scans} arrivals of the last days counted"


def _group(one: Offering, at: datetime) -> None:
    """Its best-selling article: a tenth off for three, a fifth for five; what groups and the round need comes by a delivery."""
    lines = [ReceiptLine(sku.pk, CAME, max(1, int(sku.level.unit_cost))) for sku in one.goods[:2]]
    receive_stock(shop_id=one.shop.pk, lines=lines, key=f"town/{one.code}/for-groups", by=one.owner, at=at)
    sku = one.goods[0]
    steps = [(3, sku.price_minor * 9 // 10), (5, sku.price_minor * 8 // 10)]
    key = f"town/{one.code}/group-buy"
    set_up_group_buy(shop_id=one.shop.pk, sku_id=sku.pk, steps=steps, hours=48, starts_at=at, days=30, key=key, by=one.owner, at=at)


def _sell_cards(one: Offering, at: datetime) -> None:
    """A shop gives a bonus if its account holds it for some cards."""
    bonus = BONUS_MINOR if free_of(deposit_of(one.shop.party_id)) >= FUNDED * BONUS_MINOR else 0
    key = f"town/{one.code}/card"
    define_plan(shop_id=one.shop.pk, name="街坊卡", price_minor=10_000, bonus_minor=bonus, bonus_days=365, key=key, by=one.owner, at=at)


def _open_programme(one: Offering, at: datetime) -> None:
    key = f"town/{one.code}/programme"
    define_programme(shop_id=one.shop.pk, points_per_yuan=1, points_days=365, levels=LEVELS, open=True, key=key, by=one.owner, at=at)


def _ask_for_the_way(one: Offering, at: datetime) -> None:
    seen = Shop.objects.get(pk=one.shop.pk)
    set_zones(shop_id=seen.pk, zones=ZONES, seen_version=seen.version, by=one.owner, at=at)


def _promote(shops: Sequence[Offering], at: datetime) -> int:
    """A ladder and a coupon for points at the first shop, a coupon for everybody at the second, members' prices at the third."""
    told = [
        (0, Terms(kind="ladder", name="满减", starts_at=at, steps=((3_000, 300), (6_000, 800)))),
        (0, Terms(kind="coupon", name="积分换券", starts_at=at, off_minor=300, threshold_minor=2_000, points=50, total=500)),
        (1, Terms(kind="coupon", name="街坊券", starts_at=at, off_minor=500, threshold_minor=2_000, total=200, per_person=1)),
        (2, Terms(kind="member", name="会员价", starts_at=at, rate=Decimal("0.05"))),
    ]
    running = [(shops[number], terms) for number, terms in told if number < len(shops)]
    for one, terms in running:
        made = draft_promotion(shop_id=one.shop.pk, terms=terms, key=f"town/{one.code}/{terms.kind}/{terms.name}", by=one.owner, at=at)
        publish_promotion(promotion_id=made.pk, key=f"town/{made.pk}/publish", by=one.owner, at=at)
    return len(running)


def _open_round(shops: Sequence[Offering], at: datetime) -> str:
    """To the nearest estate, tomorrow evening; the neighbours come along."""
    first = shops[0]
    estates = Landmark.objects.filter(kind=Landmark.Kind.ESTATE).order_by("code")
    near = min(estates, key=lambda one: metres(first.shop.lat, first.shop.lng, one.lat, one.lng))
    evening = datetime.combine(business_date(at) + timedelta(days=1), time(18), tzinfo=TOWN_TIME)
    plan = Plan(near.code, "东门", evening, evening + timedelta(hours=1), evening - timedelta(hours=2), fee_minor=1_200, least=3, most=20)
    made = open_round(shop_id=first.shop.pk, plan=plan, key=f"town/{first.code}/round", by=first.owner, at=at)
    for one in shops[1:]:
        serve_round(round_id=made.pk, shop_id=one.shop.pk, by=one.owner, at=at)
    return near.name_en


def _name_tables(town: Town, shops: Sequence[Offering], at: datetime) -> int:
    """The neighbourhood's noodle shop serves at tables."""
    kinds = {shop.code: shop.kind for shop in town.shops}
    noodles = next((one for one in shops if kinds[one.code] == NOODLES), None)
    if noodles is None:
        return 0
    seen = Shop.objects.get(pk=noodles.shop.pk)
    return len(set_tables(shop_id=seen.pk, names=TABLES, seen_version=seen.version, by=noodles.owner, at=at).tables)


def _count_codes(one: Offering, town: Town, at: datetime) -> int:
    """Whom the source saw at the counter in the last days came by the code that hangs there; every second looks again by her receipt's."""
    since = town.ends_on - timedelta(days=SCAN_DAYS)
    bought = [errand.placed_at for errand in town.errands if errand.channel == "code" for order in errand.orders if order.shop == one.code]
    came = Counter(moment.date() for moment in bought if moment.date() > since)
    for day, people in sorted(came.items()):
        noon = datetime.combine(day, time(12), tzinfo=TOWN_TIME)
        for number in range(people):
            _arrived(one, Arrival.Kind.COUNTER, PAID, noon)
            if number % 2:
                _arrived(one, Arrival.Kind.RECEIPT, OPENED, noon)
    return sum(people + people // 2 for people in came.values())


def _arrived(one: Offering, kind: str, step: int, at: datetime) -> None:
    place = count_scan(shop_id=one.shop.pk, kind=kind, place="", at=at)
    count_steps(shop_id=one.shop.pk, on=business_date(at), kind=kind, place=place, reached=SCANNED, step=step, at=at)
