"""The newer rooms of the town: opened by its shops and used by its residents through the verbs, the same each time."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from django.db import transaction

from ecosystem.demo.actions import lay_out, open_the_bank
from ecosystem.demo.public import Town
from ecosystem.demo.shape import Receipt
from ecosystem.identity.public import Membership
from ecosystem.ledger.public import prove_books
from merchants.arrivals.public import Arrival
from merchants.cards.public import PrepaidCard
from merchants.groups.public import Group, GroupBuy
from merchants.members.public import Member
from merchants.promotions.public import Coupon, Promotion
from merchants.rounds.public import Round
from merchants.shops.models import DeliveryZone
from merchants.town.part import Streets
from merchants.town.public import offering, regulars
from merchants.town.rooms import Rooms
from residents.town.company import Company
from residents.town.part import relive
from residents.town.people import settle_people
from tests.residents.town.test_history import AT, _part_of

pytestmark = [pytest.mark.django_db, pytest.mark.timeout(300)]
ERRANDS = 40


def last_errands(town: Town) -> Town:
    """The last of the neighbourhood where the demo's owner keeps her shop, nothing of them ordered from makers in the circle."""
    mine = next(one.stands_for for one in town.people if one.role == "owner")
    where = next(shop.neighbourhood for shop in town.shops if shop.code == mine)
    shops = {shop.code for shop in town.shops if shop.neighbourhood == where}
    errands = [errand for errand in town.errands if all(order.shop in shops for order in errand.orders)]
    hers = [errand for errand in errands if any(order.shop == mine for order in errand.orders)]
    chosen = {errand.code: errand for errand in [*errands[-ERRANDS:], *hers[-ERRANDS // 2 :]]}
    part = _part_of(town, sorted(chosen.values(), key=lambda errand: errand.placed_at), borrowings=())
    came = [Receipt(f"{told.code}-outside", told.shop, told.delivered_at, is_opening=False, lines=told.lines) for told in part.purchases]
    return replace(part, receipts=tuple(sorted([*part.receipts, *came], key=lambda receipt: receipt.received_at)), purchases=())


def stand(town: Town) -> None:
    begins = datetime.combine(town.starts_on, datetime.min.time(), tzinfo=UTC) - timedelta(days=2)
    with transaction.atomic():
        lay_out(town)
        open_the_bank(town, at=begins)
    list(Streets().load(town=town, at=begins))
    with transaction.atomic():
        settle_people(town, at=begins)
    list(relive(town))


def told(town: Town) -> list[str]:
    return [line for part in (Rooms(), Company()) for line in part.load(town=town, at=AT)]


def test_shops_around_the_owner_offer_more_and_residents_take_it_the_same_each_time(whole: Town) -> None:
    town = last_errands(whole)
    stand(town)
    shops = offering(town)
    first = shops[0]
    assert len(shops) >= 4 and first.goods and regulars(town, first.code)
    # A savepoint of our own: the verbs are durable and would refuse an atomic block around them.
    before = transaction.savepoint()
    once = told(town)
    transaction.savepoint_rollback(before)
    assert told(town) == once and len(once) == 4
    assert GroupBuy.objects.count() == 3 and Group.objects.filter(shop=first.shop, status="forming", seats_paid=2, size=3).count() == 1
    assert Group.objects.filter(status="succeeded", seats_paid=3).count() == 1
    assert PrepaidCard.objects.filter(status="active", shop=first.shop).count() == 3
    assert Member.objects.filter(shop=first.shop).count() > 0 and Member.objects.filter(points__gt=0).exists()
    assert DeliveryZone.objects.filter(shop=first.shop, fee_minor__gt=0).count() == 3
    assert set(Promotion.objects.filter(status="published").values_list("kind", flat=True)) == {"ladder", "coupon", "member"}
    assert Coupon.objects.exists() and Arrival.objects.filter(kind="counter", paid__gt=0).exists()
    around = Round.objects.get()
    assert (around.status, around.seats_paid, around.servings.count()) == ("open", 2, 3)
    run = prove_books(at=AT)
    assert run.differences == 0, [line for line in run.details if line["differences"]]
    officers = Membership.objects.filter(role=Membership.Role.CREDIT_OFFICER).values_list("person__email", flat=True)
    assert sorted(officers) == ["branch@demo.twin", "officer@demo.twin", "second@demo.twin"]


def test_a_town_whose_owner_is_nobody_offers_nothing_more(whole: Town) -> None:
    assert told(replace(whole, people=())) == []
