"""The staff when everybody acts at once. Real threads, real commits."""

from __future__ import annotations

from functools import partial

import pytest

from ecosystem.identity.public import Membership
from merchants.staff import links
from merchants.staff.actions import accept_invitation, end_member, try_pin
from merchants.staff.models import Invitation, Pin
from tests import cast
from tests.cast import MORNING, Corner, actor
from tests.merchants.staff.cast import PIN, asked, hired, pinned
from tests.together import at_once, kinds

pytestmark = pytest.mark.race


@pytest.fixture
def town(committed: str) -> Corner:
    return cast.corner()


@pytest.mark.parametrize("round_", range(3))
def test_of_two_owners_who_leave_at_once_one_stays(town: Corner, round_: int) -> None:
    second = hired(town.shop, "owner")
    owners = Membership.objects.filter(party=town.shop.party_id, role="owner", ended_at=None)
    leave = [
        partial(end_member, shop_id=town.shop.pk, membership_id=owners.get(person=who).pk, by=actor(who), at=MORNING) for who in (town.owner, second)
    ]
    assert kinds(at_once(*leave)) == {"NoneType": 1, "LastOwner": 1}
    assert owners.count() == 1


def test_two_owners_who_end_each_others_role_leave_one(town: Corner) -> None:
    second = hired(town.shop, "owner")
    owners = Membership.objects.filter(party=town.shop.party_id, role="owner", ended_at=None)
    roles = {who: owners.get(person=who).pk for who in (town.owner, second)}
    ends = [
        partial(end_member, shop_id=town.shop.pk, membership_id=roles[whom], by=actor(who), at=MORNING)
        for who, whom in ((town.owner, second), (second, town.owner))
    ]
    answers = kinds(at_once(*ends))
    assert answers["NoneType"] == 1
    assert set(answers) <= {"NoneType", "LastOwner", "NotYoursToGive", "NotFound"}
    assert owners.count() == 1


def test_an_invitation_has_one_taker(town: Corner) -> None:
    people = [cast.person(f"li{n}") for n in range(6)]
    token = links.write(asked(town.shop, town.owner))
    answers = at_once(*[partial(accept_invitation, token=token, by=actor(who), at=MORNING) for who in people])
    assert kinds(answers) == {"Membership": 1, "InvitationNotFound": 5}
    taker = Membership.objects.get(role="cashier", party=town.shop.party_id).person_id
    assert Invitation.objects.get().answered_by_id == taker


def test_wrong_tries_at_once_are_counted_each(town: Corner) -> None:
    cashier = pinned(town.shop, hired(town.shop, "cashier"))
    wrong = partial(try_pin, shop_id=town.shop.pk, person_id=cashier.pk, pin="0000", by=actor(town.owner), at=MORNING)
    answers = at_once(*[wrong] * 8)
    assert [one.right for one in answers] == [False] * 8  # type: ignore[union-attr]
    assert sorted(one.left for one in answers) == [0, 0, 0, 0, 1, 2, 3, 4]  # type: ignore[union-attr]
    assert Pin.objects.get().locked_until is not None
    assert not try_pin(shop_id=town.shop.pk, person_id=cashier.pk, pin=PIN, by=actor(town.owner), at=MORNING).right
