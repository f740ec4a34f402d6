"""The day's other ways: somebody in the family pays, a round brings it to the gate, a neighbour's shop receives it, and points are what it leaves."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

from ecosystem.kernel import clock
from ecosystem.kernel.errors import DomainError

# Shops that receive parcels; the rounds' cut-offs, as shares of the day, and how many people one takes.
POINTS, CUT_OFFS, SEATS = 4, (0.3, 0.75), 200
CAP_MINOR, COSTS_POINTS = 9_000, 20
MINUTE = timedelta(minutes=1)


@dataclass
class Ways:
    """``points`` are pickup points with the number of the stall that each is; ``rounds`` the rounds to the estate's gate, soonest first."""

    points: dict[str, int]
    rounds: list[str]


def lay(stalls: list[tuple[Any, Any]], minutes: float) -> Ways:
    """Among shops with their owners: points that all others bring to, and rounds that all serve, cut off while the day lasts.

    Nobody may open a round that is cut off within the half hour, so these were opened before.
    """
    from merchants.points.actions import Terms, bring_to_point, offer_point
    from merchants.rounds.actions import open_round, serve_round
    from tests import riding
    from tests.bench import _street
    from tests.cast import actor

    at = clock.now()
    points = {}
    for number, (shop, owner) in enumerate(stalls[:POINTS]):
        point = offer_point(shop_id=shop.pk, terms=Terms(80, 500), by=actor(owner), at=at)
        points[str(point.pk)] = number
        for other, keeper in stalls:
            if other.pk != shop.pk:
                bring_to_point(point_id=point.pk, shop_id=other.pk, fee_minor=120, by=actor(keeper), at=at)
    estate, rounds = riding.estate("pine-court", lat=_street.CENTRE[0]).code, []
    for share in CUT_OFFS:
        cut_off = at + share * minutes * MINUTE
        told = {"landmark": estate, "begins_at": cut_off + 15 * MINUTE, "ends_at": cut_off + 75 * MINUTE, "cuts_off_at": cut_off}
        opened = cut_off - 31 * MINUTE
        shop, owner = stalls[0]
        made = open_round(shop_id=shop.pk, plan=riding.planned(**told, most=SEATS), key=uuid4().hex, by=actor(owner), at=opened)
        for other, keeper in stalls[1:]:
            serve_round(round_id=made.pk, shop_id=other.pk, by=actor(keeper), at=opened)
        rounds.append(str(made.pk))
    return Ways(points, rounds)


def reward(shop_id: UUID, coupon_id: UUID) -> tuple[int, int]:
    """A week later, when nothing can come back any more: how many members have points, and how many took a coupon for them."""
    from ecosystem.identity.public import Person
    from merchants.aftersale.actions import reward_members
    from merchants.members.models import Member
    from merchants.promotions.public import claim_coupon
    from tests.cast import actor

    at = clock.now() + timedelta(days=8)
    while reward_members(shop_id=shop_id, at=at):
        pass
    rich = Member.objects.filter(shop=shop_id, left_at=None, points__gt=0)
    took = 0
    for party in rich.filter(points__gte=COSTS_POINTS).values_list("party", flat=True):
        by = actor(Person.objects.get(party=party))
        try:
            took += claim_coupon(promotion_id=coupon_id, key=uuid4().hex, by=by, at=at) is not None
        except DomainError:
            continue
    return rich.count(), took


def pay_for_each_other(who: Any, _stall: Any) -> None:
    """She asks somebody to pay for her, who says up to how much; in the end one of the two has enough of it."""
    if who.payer:
        if who.chance.random() < 0.2:
            who.line.ask("family_end", "DELETE", f"family/{who.payer['id']}")
            who.payer = None
        return
    asked = who.line.ask("family_ask", "POST", "family", {"called": "女儿"})
    if not asked:
        return
    # Neither pays for herself.
    daughter = who.friend()
    answer = {"token": asked["token"], "agrees": True, "cap": {"amount": f"{CAP_MINOR / 100:.2f}", "currency": "CNY"}}
    agreed = daughter.line.ask("family_answer", "POST", "family/answers", answer)
    daughter.line.caller.line.close()
    told = who.line.ask("family", "GET", "family") if agreed else None
    who.payer = next((one for one in (told or {}).get("payers", []) if one["id"] == asked["id"] and one["way"]), None)


def where_to(who: Any) -> tuple[str, dict[str, str]]:
    """How a delivery comes: to the door, by a round that can still be joined, or to a neighbour's shop; the basket's question and the wish."""
    chance = who.chance.random()
    if chance < 0.15:
        found = who.line.ask("rounds", "GET", f"rounds?lat={who.town.lat:.6f}&lng={who.town.lng:.6f}")
        rounds = [each["round"]["id"] for each in found or [] if each["round"]["seats_taken"] < each["round"]["most"]]
        if rounds:
            return f"?round={rounds[0]}", {"round": rounds[0], "act": "checkout_round"}
    if chance < 0.35:
        point = who.chance.choice(list(who.town.ways.points))
        return f"?point={point}", {"point": point, "act": "checkout_point"}
    return "", {}


def collect(who: Any, order: Any) -> None:
    """She tells her four digits at the counter of the shop that her parcel lies at."""
    from merchants.orders.public import code_of
    from tests.soak.day_lines import Line

    stall = who.town.stalls[who.town.ways.points[order["point"]]]
    counter = Line(who.line.caller.port, stall.cookie, who.line.book)
    counter.ask("parcels", "GET", f"shops/{stall.pk}/point/parcels")
    counter.ask("collect", "POST", f"parcels/{order['id']}/collect", {"code": code_of(UUID(order["id"]))})
    counter.caller.line.close()


def evening(town: Any, port: int, book: Any) -> None:
    """Before the day ends everybody fetches what still lies at a neighbour's."""
    from merchants.orders.public import code_of
    from tests.soak.day_lines import Line

    for stall in town.stalls[:POINTS]:
        counter = Line(port, stall.cookie, book)
        for parcel in counter.ask("parcels", "GET", f"shops/{stall.pk}/point/parcels") or []:
            if parcel["status"] == "dropped":
                counter.ask("collect", "POST", f"parcels/{parcel['order']}/collect", {"code": code_of(UUID(parcel["order"]))})
        counter.caller.line.close()


def drop(line: Any, order: Any) -> None:
    """A picture of it on the point's shelf."""
    from tests.pictures import drawn

    edge = uuid4().hex
    head = f'--{edge}\r\nContent-Disposition: form-data; name="photos"; filename="shelf.png"\r\nContent-Type: image/png\r\n\r\n'
    body = head.encode() + drawn(24) + f"\r\n--{edge}--\r\n".encode()
    line.send("drop", f"/api/v1/parcels/{order['id']}/drop", body, f"multipart/form-data; boundary={edge}")
