"""Points spent twice at once, earned by two workers, and a member who leaves meanwhile. Real threads, real commits."""

from __future__ import annotations

from functools import partial
from uuid import uuid4

import pytest

from merchants.aftersale.actions import reward_members
from merchants.members.actions import (
    LevelTerms,
    define_programme,
    earn_points,
    expire_points,
    join_shop,
    leave_shop,
    recount_levels,
    spend_points,
)
from merchants.members.models import Level, Member, PointEntry, PointLot
from merchants.promotions.public import claim_coupon
from tests import cast, dealing
from tests.cast import MORNING, Corner, actor
from tests.merchants.members.cast import LATER, bought, joined, member, programme
from tests.together import at_once, kinds, neck_and_neck
from tests.trading import differences

pytestmark = pytest.mark.race
SHOWN = (earn_points, spend_points)


@pytest.fixture
def town(committed: str) -> Corner:
    return cast.corner()


def test_points_spent_twice_at_once_are_spent_once(town: Corner) -> None:
    """A hundred points, coupons of different promotions at forty each: two, and the others are refused."""
    made = member(town)
    offers = [dealing.coupon(town, name=f"Coupon {number}", points=40) for number in range(6)]
    acts = [partial(claim_coupon, promotion_id=offer.pk, key=uuid4().hex, by=actor(town.resident), at=MORNING) for offer in offers]
    assert kinds(at_once(*acts)) == {"Coupon": 2, "TooFewPoints": 4}
    made.refresh_from_db()
    assert (made.points, PointEntry.objects.filter(kind="spent").count()) == (20, 2)
    assert differences() == []


def test_workers_reward_a_sale_once_while_points_are_spent_lost_and_given_up(town: Corner) -> None:
    made = member(town)
    for _each in range(3):
        bought(town, 4)
    offers = [dealing.coupon(town, name=f"Coupon {number}", points=40) for number in range(2)]
    reward = partial(reward_members, shop_id=town.shop.pk, at=LATER)
    spends = [partial(claim_coupon, promotion_id=offer.pk, key=uuid4().hex, by=actor(town.resident), at=MORNING) for offer in offers]
    sweeps = [partial(recount_levels, at=LATER.replace(year=2028)), partial(expire_points, at=LATER)]
    at_once(reward, *spends, reward, *sweeps, reward)
    made.refresh_from_db()
    assert (PointLot.objects.count(), made.points) == (4, 100 + 3 * 40 - 80)
    assert differences() == []
    more = dealing.coupon(town, name="Last", points=10)
    leave = partial(leave_shop, shop_id=town.shop.pk, by=actor(town.resident), at=LATER)
    answers = at_once(leave, partial(claim_coupon, promotion_id=more.pk, key="l", by=actor(town.resident), at=MORNING), leave)
    assert kinds(answers)["Member"] == 1
    made.refresh_from_db()
    assert (made.points, made.left_at) == (0, LATER)
    assert differences() == []


def test_a_switch_pressed_twice_joins_once(town: Corner) -> None:
    programme(town)
    assert kinds(at_once(*(partial(join_shop, shop_id=town.shop.pk, by=actor(town.resident), at=MORNING) for _ in range(4)))) == {"Member": 4}
    assert (Member.objects.count(), joined(town).entry_count) == (1, 0)


def test_two_who_word_the_programme_at_once_leave_one_of_the_two(town: Corner) -> None:
    wordings = [[LevelTerms(f"{who} {number}", number * 100) for number in (1, 2, 3)] for who in ("A", "B", "C")]
    said = {"shop_id": town.shop.pk, "points_per_yuan": 1, "points_days": 365, "open": True, "by": actor(town.owner), "at": MORNING}
    answers = neck_and_neck(*(partial(define_programme, levels=levels, key=uuid4().hex, **said) for levels in wordings))
    assert kinds(answers) == {"Programme": 3}
    assert len({name[0] for name in Level.objects.values_list("name", flat=True)}) == 1
