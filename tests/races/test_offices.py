"""An office looks after what was said last, and somebody who is moved twice at once is moved once. Real threads, real commits."""

from __future__ import annotations

import threading
from functools import partial

import pytest

from ecosystem.identity.public import Membership
from ecosystem.places.models import Neighbourhood
from lending.offices import actions
from lending.offices.actions import give_districts, move_banker, open_office
from lending.offices.models import Office
from tests.lending.cast import at_bank
from tests.lending.referrals.cast import SOON
from tests.races.test_referrals import codes
from tests.together import at_once, neck_and_neck, waits_for_a_lock

pytestmark = pytest.mark.race


def test_an_office_has_the_districts_of_one_word_and_a_person_one_place(committed: str, monkeypatch: pytest.MonkeyPatch) -> None:
    risk, officer = at_bank("risk_manager"), at_bank("credit_officer")
    for code in ("north", "south"):
        Neighbourhood.objects.create(code=code, name_zh=code, name_en=code, lat="30.6", lng="122.9")
    one, other = (open_office(name_zh=name, name_en=name, above=None, districts=[], key=name, by=risk, at=SOON) for name in ("A", "B"))
    begun, look_after = threading.Event(), actions._look_after

    def slowly(office: Office, codes: list[str]) -> None:
        """The first has taken the other districts away, and gives hers only when somebody waits for the office, or nobody does for long."""
        if not begun.is_set():
            begun.set()
            for _ in range(400):
                if waits_for_a_lock():
                    break
        look_after(office, codes)

    def second() -> Office:
        assert begun.wait(60)
        return give_districts(office_id=one.pk, districts=["south"], by=risk, at=SOON)

    monkeypatch.setattr(actions, "_look_after", slowly)
    at_once(partial(give_districts, office_id=one.pk, districts=["north"], by=risk, at=SOON), second)
    assert list(one.districts.values_list("code", flat=True)) == ["south"]
    held = Membership.objects.get(person=officer.person_id)
    answers = neck_and_neck(*[partial(move_banker, membership_id=held.pk, unit_id=unit, by=risk, at=SOON) for unit in (one.pk, other.pk)])
    assert codes(answers) == ["office_not_found"]
    assert Membership.objects.filter(person=officer.person_id, ended_at=None).count() == 1
