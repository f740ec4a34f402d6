"""An office looks after what was said last, and somebody who is moved twice at once is moved once. Real threads, real commits."""

from __future__ import annotations

from functools import partial

import pytest

from ecosystem.identity.public import Membership
from ecosystem.places.models import Neighbourhood
from lending.offices.actions import give_districts, move_banker, open_office
from tests.lending.cast import at_bank
from tests.lending.referrals.cast import SOON
from tests.races.test_referrals import codes
from tests.together import neck_and_neck

pytestmark = pytest.mark.race


def test_an_office_has_the_districts_of_one_word_and_a_person_one_place(committed: str) -> None:
    risk, officer = at_bank("risk_manager"), at_bank("credit_officer")
    for code in ("north", "south"):
        Neighbourhood.objects.create(code=code, name_zh=code, name_en=code, lat="30.6", lng="122.9")
    one, other = (open_office(name_zh=name, name_en=name, above=None, districts=[], key=name, by=risk, at=SOON) for name in ("A", "B"))
    for _ in range(3):
        neck_and_neck(*[partial(give_districts, office_id=one.pk, districts=[code], by=risk, at=SOON) for code in ("north", "south")])
        assert one.districts.count() == 1
        give_districts(office_id=one.pk, districts=[], by=risk, at=SOON)
    held = Membership.objects.get(person=officer.person_id)
    answers = neck_and_neck(*[partial(move_banker, membership_id=held.pk, unit_id=unit, by=risk, at=SOON) for unit in (one.pk, other.pk)])
    assert codes(answers) == ["office_not_found"]
    assert Membership.objects.filter(person=officer.person_id, ended_at=None).count() == 1
