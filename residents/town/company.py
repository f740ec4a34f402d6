"""What residents of the town do together and ahead: members, cards, coupons, groups and a round. Through their verbs, once shops offer it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from ecosystem.kernel.actor import Actor
from ecosystem.payments.public import BANK_ACCOUNT
from merchants.aftersale.public import reward_members
from merchants.cards.public import buy_card
from merchants.cards.public import on_sale_at as cards_at
from merchants.groups.public import GroupBuy
from merchants.groups.public import running_at as group_buys_at
from merchants.members.public import Member, join_shop, open_programme
from merchants.promotions.public import Promotion, claim_coupon
from merchants.promotions.public import running_at as promotions_at
from merchants.rounds.public import Round, rounds_near
from merchants.town.public import Offering, joined_at, offering, regulars
from residents.baskets.public import Wish, checkout, in_round, put_in_basket, quote_for
from residents.joining.public import join_group, start_group

from .people import residents_of

MEMBERS, HOLDERS, TAKERS, RIDERS, SMALLEST = 8, 3, 5, 2, 3


class Company:
    """Joined to the port ``TownPart``; runs when the shops' newer rooms are open."""

    def load(self, *, town: Any, at: datetime) -> Iterator[str]:
        shops = offering(town)
        people = residents_of(town)
        come = {one.code: [people[code] for code in regulars(town, one.code)] for one in shops}
        members = [shop for shop in shops if _join(shop, come[shop.code], since=joined_at(town), at=at)]
        if not shops:
            return
        points = sum(Member.objects.filter(shop__in=[one.shop.pk for one in members]).values_list("points", flat=True))
        cards = sum(_buy_cards(one, come[one.code], at) for one in shops)
        coupons = sum(_take_coupons(one, come[one.code], at) for one in shops)
        yield f"members of {len(members)} shops with {points} points, {cards} prepaid cards sold, {coupons} coupons taken"
        groups = [(one, offer) for one in shops for offer in group_buys_at(one.shop.pk, at)]
        # The second has filled; the others have a seat left.
        seats = sum(_seats(one, offer, _company(come, one)[: SMALLEST - (number != 1)], at) for number, (one, offer) in enumerate(groups))
        yield f"{seats} seats in groups, {_ride(shops[0], come[shops[0].code], at)} in the round"


def _company(come: Mapping[str, Sequence[Actor]], one: Offering) -> list[Actor]:
    """A shop's regulars, and after them those of its neighbours."""
    return list(dict.fromkeys([*come[one.code], *(by for people in come.values() for by in people)]))


def _join(one: Offering, people: Sequence[Actor], *, since: datetime, at: datetime) -> bool:
    """The regulars joined long ago, and have the points of what they bought since and can't give back any more."""
    if open_programme(one.shop.pk) is None:
        return False
    for by in people[:MEMBERS]:
        join_shop(shop_id=one.shop.pk, by=by, at=since)
    while reward_members(shop_id=one.shop.pk, at=at):
        pass
    return bool(people)


def _buy_cards(one: Offering, people: Sequence[Actor], at: datetime) -> int:
    bought = [(plan, by) for plan in cards_at(one.shop.pk) for by in people[:HOLDERS]]
    for number, (plan, by) in enumerate(bought):
        buy_card(plan_id=plan.pk, method=BANK_ACCOUNT, key=f"town/{one.code}/card/{number}", by=by, at=at)
    return len(bought)


def _take_coupons(one: Offering, people: Sequence[Actor], at: datetime) -> int:
    """What asks for no points."""
    free = [shown.promotion for shown in promotions_at(one.shop.pk, at) if shown.promotion.kind == Promotion.Kind.COUPON]
    taken = [(promotion, by) for promotion in free if not promotion.points for by in people[:TAKERS]]
    for number, (promotion, by) in enumerate(taken):
        claim_coupon(promotion_id=promotion.pk, key=f"town/{one.code}/coupon/{number}", by=by, at=at)
    return len(taken)


def _seats(one: Offering, offer: GroupBuy, people: Sequence[Actor], at: datetime) -> int:
    """These sit down in a group of the smallest size; how many."""
    code = ""
    for number, by in enumerate(people):
        key = f"town/{one.code}/seat/{number}"
        if code:
            join_group(code=code, method=BANK_ACCOUNT, key=key, by=by, at=at)
        else:
            order = start_group(group_buy_id=offer.pk, size=SMALLEST, method=BANK_ACCOUNT, key=key, by=by, at=at)
            code = order.group.code if order.group else ""
    return len(people)


def _ride(one: Offering, people: Sequence[Actor], at: datetime) -> int:
    """Regulars have something of the shop brought with its round."""
    near = [found.round for found in rounds_near(one.shop.lat, one.shop.lng, at=at) if found.round.shop_id == one.shop.pk]
    riding = [(near[0], by) for by in people[:RIDERS]] if near and one.goods[1:] else []
    for number, (found, by) in enumerate(riding):
        _order_with(found, one, by, key=f"town/{one.code}/round/{number}", at=at)
    return len(riding)


def _order_with(found: Round, one: Offering, by: Actor, *, key: str, at: datetime) -> None:
    if by.party_id is None:
        raise LookupError("a resident has a party")
    put_in_basket(sku_id=one.goods[1].pk, quantity=Decimal(1), by=by, at=at)
    quote = in_round(quote_for(by.party_id, at=at), found.share_most_minor)
    checkout(wish=Wish(quote=quote.digest, channel="delivery", method=BANK_ACCOUNT, round_id=found.pk), key=key, by=by, at=at)
