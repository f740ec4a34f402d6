"""Switching, asking for a copy and leaving at once: real threads, real commits."""

from __future__ import annotations

from datetime import timedelta
from functools import partial

import pytest

from ecosystem.identity.public import Person
from ecosystem.privacy.actions import ask_for_export, ask_to_leave, delete_old_exports, keep_account, make_exports, part_with
from ecosystem.privacy.exporting import _claim_exports
from ecosystem.privacy.leaving import _close, _erase
from ecosystem.privacy.models import Export, Farewell
from merchants.customers.models import Leave
from merchants.customers.public import set_leave
from merchants.promotions.actions import announce_promotion
from merchants.promotions.models import Announcement
from tests import cast, dealing
from tests.cast import MORNING, Corner, actor
from tests.ecosystem.privacy.traces import empty_account
from tests.together import at_once, kinds
from tests.trading import differences

pytestmark = pytest.mark.race
DUE = MORNING + timedelta(days=16)


@pytest.fixture
def town(committed: str) -> Corner:
    return cast.corner()


def test_switches_at_once_keep_each_other_and_one_week_has_one_announcement(town: Corner) -> None:
    change = partial(set_leave, shop_id=town.shop.pk, by=actor(town.resident), at=MORNING)
    at_once(
        *[partial(change, what=what, allowed=allowed) for what, allowed in (("shows_name", False), ("takes_offers", True), ("keeps_card", False))]
    )
    assert Leave.objects.values_list("shows_name", "takes_offers", "keeps_card").get() == (False, True, False)
    offers = [dealing.coupon(town, name=name) for name in ("A", "B", "C")]
    tell = partial(announce_promotion, by=actor(town.owner), at=MORNING)
    # One promotion is announced once, whoever presses the button; the others wait for another week.
    assert kinds(at_once(*[partial(tell, promotion_id=offers[0].pk) for _ in range(3)])) == {"Announcement": 3}
    answers = at_once(*[partial(tell, promotion_id=offer.pk) for offer in offers])
    assert kinds(answers) == {"Announcement": 1, "AnnouncedLately": 2}
    assert Announcement.objects.get().promotion_id == offers[0].pk


def test_one_copy_is_asked_for_made_and_deleted_once(town: Corner) -> None:
    ask = partial(ask_for_export, language="en", by=actor(town.resident), at=MORNING)
    assert kinds(at_once(*[partial(ask, key=f"{n}") for n in range(4)])) == {"Export": 1, "ExportUnderWay": 3}
    claimed = at_once(*[partial(_claim_exports, at=MORNING, most=5) for _ in range(4)])
    assert sum(len(each) for each in claimed) == 1  # type: ignore[arg-type]
    assert make_exports(at=MORNING + timedelta(minutes=5)) == 1
    deleted = at_once(*[partial(delete_old_exports, at=MORNING + timedelta(days=4)) for _ in range(3)])
    assert sorted(deleted) == [0, 0, 1]
    assert Export.objects.get().status == "expired"


def _left(person: Person, answers: list[object]) -> None:
    person.refresh_from_db()
    stayed = kinds(answers)["Farewell"] == 1
    assert person.is_active == stayed
    assert Farewell.objects.get(person_id=person.pk).status == ("undone" if stayed else "closing")


def test_she_stays_or_her_door_closes_and_she_is_erased_once(town: Corner) -> None:
    empty_account(town.resident)
    leave = partial(ask_to_leave, confirmed=town.resident.email, by=actor(town.resident), at=MORNING)
    assert kinds(at_once(*[partial(leave, key=f"{n}") for n in range(4)])) == {"Farewell": 1, "LeavesAlready": 3}
    farewell = Farewell.objects.get()
    stay = partial(keep_account, by=actor(town.resident), at=MORNING)
    _left(town.resident, at_once(stay, partial(_close, farewell_id=farewell.pk, at=DUE)))
    if Farewell.objects.get().status == "undone":
        leave(key="again")
        part_with(at=DUE)
    closing = Farewell.objects.get(status="closing")
    erased = at_once(*[partial(_erase, farewell_id=closing.pk, at=DUE + timedelta(hours=1)) for _ in range(3)])
    assert sorted(erased) == [False, False, True]
    assert differences() == []
