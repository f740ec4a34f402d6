"""Members join by their own switch; points are earned by sales that can't come back, burnt oldest first, and never negative."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal
from functools import partial
from uuid import uuid4

import pytest
import time_machine
from django.db import IntegrityError, transaction
from hypothesis import given
from hypothesis import strategies as st

from ecosystem.kernel.errors import NotFound
from merchants.aftersale.actions import refund_lines, reward_members
from merchants.aftersale.rules import Asked
from merchants.members import rules
from merchants.members.actions import LevelTerms, define_programme, expire_points, join_shop, leave_shop, recount_levels
from merchants.members.errors import BadProgramme, NotAMember, ProgrammeNotFound, TooFewPoints
from merchants.members.models import Level, Member, PointEntry, PointLot, Programme
from merchants.orders.public import Order, cancel_order
from merchants.promotions.errors import BadTerms
from merchants.promotions.public import Coupon, Promotion
from residents.baskets.queries import quote_for
from tests import cast, dealing
from tests.cast import MORNING, Corner, actor
from tests.merchants.members.cast import LATER, bought, joined, member, programme
from tests.merchants.test_budgets import statements
from tests.trading import Api, check_out, differences, put, standing

pytestmark = pytest.mark.django_db


@pytest.fixture
def town(corner: Corner) -> Iterator[Corner]:
    with time_machine.travel(MORNING, tick=False):
        yield corner


def again(made: Member) -> tuple[int, int, int]:
    made.refresh_from_db()
    return made.points, made.spent_minor, made.level


@given(st.lists(st.integers(0, 500), max_size=8), st.integers(0, 3_000))
def test_lots_give_what_is_asked_the_first_first(left: list[int], points: int) -> None:
    given_ = rules.burnt(left, points)
    assert sum(given_) == min(points, sum(left))
    assert all(0 <= part <= lot for part, lot in zip(given_, left, strict=True))
    touched = [number for number, part in enumerate(given_) if part]
    assert all(given_[number] == left[number] for number in touched[:-1])


def test_a_sale_earns_once_it_cannot_come_back_and_only_since_she_joined(town: Corner) -> None:
    programme(town)
    bought(town, 4)
    with time_machine.travel(MORNING + timedelta(seconds=1), tick=False):
        made = join_shop(shop_id=town.shop.pk, by=actor(town.resident), at=MORNING + timedelta(seconds=1))
        assert join_shop(shop_id=town.shop.pk, by=actor(town.resident), at=LATER).pk == made.pk
    order = bought(town, 7, at=MORNING + timedelta(minutes=1))
    assert (reward_members(shop_id=town.shop.pk, at=MORNING + timedelta(days=7)), again(made)) == (0, (0, 0, 0))
    assert [reward_members(shop_id=town.shop.pk, at=LATER) for _ in range(2)] == [1, 0]
    assert again(made) == (70, 3_500, 1)
    lot = PointLot.objects.get()
    assert (lot.order_id, lot.points, lot.left, lot.expires_at) == (order.pk, 70, 70, LATER + timedelta(days=365))
    assert differences() == []
    # The shop takes goods back out of kindness, after all: their points go too.
    refund_lines(order_id=order.pk, asked=[Asked(1, Decimal(3))], reason="kind", key="r", by=actor(town.owner), at=LATER)
    assert [reward_members(shop_id=town.shop.pk, at=LATER) for _ in range(2)] == [1, 0]
    assert again(made) == (40, 2_000, 0)
    assert list(PointEntry.objects.order_by("number").values_list("kind", "points", "balance")) == [("earned", 70, 70), ("reversed", -30, 40)]
    assert differences() == []
    # A year later it counts no more for her level.
    assert recount_levels(at=LATER + timedelta(days=365)) == 1
    assert again(made) == (40, 0, 0)


def test_points_buy_a_coupon_that_the_shop_bears_and_the_basket_takes(town: Corner) -> None:
    made = member(town)
    offer = dealing.coupon(town, threshold_minor=1_000, off_minor=300, points=60)
    plain = dealing.coupon(town, threshold_minor=99_900, off_minor=100)
    for _again in range(2):
        coupon = dealing.claimed(offer, town.resident, key="c")
    assert (Coupon.objects.count(), again(made)[0]) == (1, 40)
    assert PointEntry.objects.get(kind="spent").cause == coupon.pk
    before = standing()
    with pytest.raises(TooFewPoints):
        dealing.claimed(offer, town.resident)
    with pytest.raises(NotAMember):
        dealing.claimed(offer, town.outsider)
    assert standing() == before
    dealing.claimed(plain, town.outsider)
    put(town.resident, town.milk, "4")
    assert quote_for(town.resident.party_id, at=MORNING).due_minor == 1_700
    check_out(town.resident)
    assert differences() == []
    for terms in ({"points": 0}, {"points": 5, "kind": "item"}):
        with pytest.raises(BadTerms):
            dealing.drafted(town.shop, town.owner, terms.pop("kind", "coupon"), off_minor=100, **terms)


def test_lots_are_burnt_oldest_first_and_lost_after_their_day(town: Corner) -> None:
    made = member(town, 2)
    programme(town, days=30)
    bought(town, 3, at=MORNING + timedelta(hours=1))
    assert reward_members(shop_id=town.shop.pk, at=LATER + timedelta(days=1)) == 1
    assert again(made)[0] == 50
    dealing.claimed(dealing.coupon(town, points=40), town.resident, at=LATER + timedelta(days=2))
    # The second lot is lost first, so it was burnt first: 30 of it, then 10 of the other.
    assert list(PointLot.objects.order_by("pk").values_list("points", "left")) == [(20, 10), (30, 0)]
    over = LATER + timedelta(days=365)
    with pytest.raises(TooFewPoints):
        dealing.claimed(dealing.coupon(town, points=10), town.resident, at=over)
    assert (expire_points(at=over - timedelta(seconds=1)), expire_points(at=over), expire_points(at=over)) == (0, 1, 0)
    assert again(made)[0] == 0
    assert differences() == []


def test_a_member_price_is_keyed_to_levels(town: Corner) -> None:
    made = member(town, 6)
    everybody = dealing.running(town, "member", rate=Decimal("0.05"), sku_ids=(town.milk.pk,))
    gold = dealing.running(town, "member", rate=Decimal("0.20"), sku_ids=(town.milk.pk,), member_level=2)
    put(town.resident, town.milk, "2")
    assert (again(made)[2], quote_for(town.resident.party_id, at=MORNING).due_minor) == (1, 950)
    bought(town, 20)
    reward_members(shop_id=town.shop.pk, at=LATER)
    assert (again(made)[2], quote_for(town.resident.party_id, at=MORNING).due_minor) == (2, 800)
    leave_shop(shop_id=town.shop.pk, by=actor(town.resident), at=LATER)
    assert quote_for(town.resident.party_id, at=MORNING).due_minor == 1_000
    assert {everybody.status, gold.status} == {"published"}


def test_leaving_ends_everything_and_joining_again_begins_anew(town: Corner) -> None:
    made = member(town)
    leave_shop(shop_id=town.shop.pk, by=actor(town.resident), at=LATER)
    assert again(made) == (0, 0, 0)
    with pytest.raises(NotAMember):
        leave_shop(shop_id=town.shop.pk, by=actor(town.resident), at=LATER)
    fresh = join_shop(shop_id=town.shop.pk, by=actor(town.resident), at=LATER)
    assert fresh.pk != made.pk
    assert reward_members(shop_id=town.shop.pk, at=LATER + timedelta(days=9)) == 0
    assert differences() == []


def test_what_is_no_programme_is_refused(town: Corner) -> None:
    good = {"points_per_yuan": 1, "points_days": 365, "levels": [LevelTerms("A", 100)], "open": True}
    wrong = [{"points_per_yuan": 101}, {"points_days": 29}, {"levels": [LevelTerms("", 5)]}, {"levels": [LevelTerms("A", 5), LevelTerms("B", 5)]}]
    act = partial(define_programme, shop_id=town.shop.pk, by=actor(town.owner), at=MORNING)
    for change in [*wrong, {"levels": [LevelTerms("A", number) for number in (1, 2, 3, 4)]}]:
        with pytest.raises(BadProgramme):
            act(key=uuid4().hex, **{**good, **change})  # type: ignore[arg-type]
    for stranger in (town.rival, town.resident, cast.clerk(town.shop)):
        with pytest.raises(NotFound):
            define_programme(shop_id=town.shop.pk, key="k", by=actor(stranger), at=MORNING, **good)  # type: ignore[arg-type]
    with pytest.raises(ProgrammeNotFound):
        joined(town)
    for _again in range(2):
        act(key="k", **{**good, "open": False})  # type: ignore[arg-type]
    with pytest.raises(ProgrammeNotFound):
        joined(town)
    assert (Programme.objects.count(), Level.objects.count(), Member.objects.count()) == (1, 1, 0)


def test_the_database_refuses_what_no_verb_does(town: Corner) -> None:
    made = member(town)
    dealing.claimed(dealing.coupon(town, points=10), town.resident)
    dealing.running(town, "member", rate=Decimal("0.05"))
    broken = [
        (Programme, {"points_per_yuan": 101}, "a_yuan_earns_a_hundred_points_at_most"),
        (Programme, {"points_days": 29}, "points_are_good_for_a_month_at_least"),
        (Level, {"rank": 4}, "a_level_has_a_name_and_begins_somewhere|levels_of_a_shop_are_ranked"),
        (Level, {"rank": 1}, "levels_of_a_shop_are_ranked"),
        (Member, {"points": -1}, "points_are_never_negative"),
        (Member, {"left_at": MORNING}, "who_left_holds_nothing"),
        (PointLot, {"left": 1_000}, "no_more_is_left_of_a_lot_than_was_earned"),
        (Promotion, {"points": 5}, "only_a_coupon_costs_points"),
        (Promotion, {"member_level": 1}, "only_a_member_price_asks_for_a_level"),
    ]
    for model, change, constraint in broken:
        with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
            model.objects.update(**change)
    line = {"member": made, "number": 9, "kind": "spent", "points": -1, "balance": 0, "at": MORNING}
    cause = PointEntry.objects.get(kind="spent").cause
    for change, constraint in (
        ({"kind": "lost"}, "a_point_entry_has_a_known_kind"),
        ({"points": 1}, "a_point_entry_has_the_sign_of_its_kind"),
        ({"balance": -1}, "a_balance_of_points_is_never_negative"),
        ({"number": 1}, "a_members_entries_are_numbered"),
        ({"cause": cause}, "points_are_spent_once_for_a_thing"),
    ):
        with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
            PointEntry.objects.create(**{**line, **change})
    with pytest.raises(IntegrityError, match="one_joins_a_shop_once"), transaction.atomic():
        Member.objects.create(shop=town.shop, party=town.resident.party, joined_at=MORNING, counted_at=MORNING)
    lot = PointLot.objects.get()
    with pytest.raises(IntegrityError, match="a_sale_earns_once"), transaction.atomic():
        PointLot.objects.create(member=made, order_id=lot.order_id, net_minor=1, points=1, left=1, earned_at=MORNING, expires_at=LATER)


def test_pages_and_endpoints_of_both_sides(town: Corner) -> None:
    owner, page = Api(town.owner).client, Api(town.resident).client
    told = {"points": "2", "days": "365", "open": "on", "level-1": "银卡", "from-1": "30", "idempotency_key": "d"}
    assert owner.post("/shop/members/define/", told).status_code == 302
    shop = f"/s/{town.shop.pk}/"
    assert f"/wallet/memberships/{town.shop.pk}/join/" in page.get(shop).content.decode()
    there = page.post(f"/wallet/memberships/{town.shop.pk}/join/")["Location"]
    bought(town, 10)
    reward_members(shop_id=town.shop.pk, at=LATER)
    dealing.coupon(town, points=60)
    assert f'"/wallet/memberships/{town.shop.pk}/"' in page.get(shop).content.decode()
    for path in (there, "/wallet/memberships/"):
        assert "100" in page.get(path).content.decode()
    assert "银卡" in owner.get("/shop/members/").content.decode()
    api = f"/api/v1/shops/{town.shop.pk}/membership"
    assert page.get(api).json()["points"] == 100
    assert [one["kind"] for one in page.get(f"{api}/points").json()] == ["earned"]
    assert page.put(api).json()["joined_at"] == page.get(api).json()["joined_at"]
    before = standing()
    for who in (town.outsider, town.rival):
        client = Api(who).client
        for ask in (
            client.get(api),
            client.delete(api),
            client.get(f"{api}/points"),
            client.get(there),
            client.post(f"{there}leave/"),
            client.post(f"{there}x/"),
        ):
            assert ask.status_code == 404
    assert Api(town.outsider).client.get("/shop/members/").status_code == 404
    assert Api().client.get("/wallet/memberships/").status_code in {302, 401}
    assert Api().client.get(api).status_code in {401, 403}
    assert standing() == before
    pages = [(owner, "/shop/members/"), (page, there), (page, "/wallet/memberships/"), (page, shop)]
    first = [len(statements(partial(who.get, path))) for who, path in pages]
    for number in range(3):
        join_shop(shop_id=town.shop.pk, by=actor(cast.person(f"n{number}")), at=MORNING)
    bought(town, 3)
    reward_members(shop_id=town.shop.pk, at=LATER)
    assert [len(statements(partial(who.get, path))) for who, path in pages] == first
    assert page.delete(api).json()["points"] == 0
    assert differences() == []


def test_points_are_used_from_the_basket_and_come_back_as_their_coupon_with_a_cancelled_order(town: Corner) -> None:
    made, client = member(town, 20), Api(town.resident).client
    assert again(made)[0] == 200
    cheap = dealing.coupon(town, threshold_minor=1_000, off_minor=300, points=50)
    dear = dealing.coupon(town, threshold_minor=1_000, off_minor=900, points=500)
    dealing.coupon(town, threshold_minor=5_000, off_minor=800, points=60)
    put(town.resident, town.milk, "4")
    page = client.get("/basket/", headers={"Accept-Language": "en"}).content.decode()
    assert page.count("Use points") == 1
    assert "for 50 of your 200 points" in page
    before = (standing(), Coupon.objects.count())
    refused = client.post(f"/basket/points/{dear.pk}/", {"idempotency_key": "d"}, headers={"Accept-Language": "en"})
    assert refused.status_code == 409
    assert Api(town.outsider).client.post(f"/basket/points/{cheap.pk}/", {"idempotency_key": "o"}).status_code in {404, 409}
    assert (standing(), Coupon.objects.count()) == before
    shown = quote_for(town.resident.party_id, at=MORNING).digest
    for _turn in range(2):
        assert client.post(f"/basket/points/{cheap.pk}/", {"idempotency_key": "k"}).status_code == 302
    coupon = Coupon.objects.get()
    quote = quote_for(town.resident.party_id, at=MORNING)
    assert (again(made)[0], quote.due_minor, quote.digest == shown) == (150, 1_700, False)
    # Nothing that takes off less is offered beside it.
    assert "Use points" not in client.get("/basket/", headers={"Accept-Language": "en"}).content.decode()
    order = Order.objects.get(errand_id=check_out(town.resident))
    assert (order.total_minor, order.discount_minor) == (1_700, 300)
    cancel_order(order_id=order.pk, key="c", by=actor(town.resident), at=MORNING)
    coupon.refresh_from_db()
    assert (coupon.status, again(made)[0]) == ("issued", 150)
    assert differences() == []
