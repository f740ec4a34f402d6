"""A complaint has one hand on it, is answered once and is reopened once. Real threads, real commits."""

from __future__ import annotations

from functools import partial
from typing import Any

import pytest

from lending.complaints.actions import answer_complaint, confirm_answer, give_back, put_back, remind, reopen_complaint, take_complaint
from lending.complaints.models import Answer, Complaint
from lending.referrals.models import Referral
from tests.lending.cast import at_bank, merchant
from tests.lending.complaints.test_complaints import AGAIN, DAY, NO, complained
from tests.lending.referrals.cast import SOON, look
from tests.races.test_referrals import codes
from tests.together import neck_and_neck

pytestmark = pytest.mark.race


def test_a_complaint_has_one_hand_on_it_and_one_answer_a_round(committed: str) -> None:
    shop = merchant("Young", days=40)
    look(shop)
    people = [at_bank("credit_officer") for _ in range(3)]
    made = complained(shop)
    step: dict[str, Any] = {"complaint_id": made.pk, "at": SOON}
    assert codes(neck_and_neck(*[partial(take_complaint, by=by, **step) for by in people])) == ["complaint_moved"] * 2
    made.refresh_from_db()
    [maker] = [by for by in people if by.name == made.worked_by]
    one, other = [by for by in people if by != maker]
    answers = neck_and_neck(partial(answer_complaint, reply=NO, by=maker, **step), partial(put_back, by=maker, **step))
    assert codes(answers) == ["complaint_moved"]
    made.refresh_from_db()
    if made.status == "waiting":
        take_complaint(by=maker, **step)
        answer_complaint(reply=NO, by=maker, **step)
    again = partial(reopen_complaint, why="w", by=shop.by, **step)
    assert codes(neck_and_neck(again, again)) == ["complaint_not_reopened"]
    late = {"complaint_id": made.pk, "at": SOON + 16 * DAY}
    assert sorted(neck_and_neck(partial(remind, at=late["at"]), partial(remind, at=late["at"]))) == [0, 1]
    take_complaint(by=one, **late)
    proposed = answer_complaint(reply=AGAIN, by=one, **late)
    sure = partial(confirm_answer, seen=proposed.seen, by=other, **late)
    answers = neck_and_neck(sure, sure, partial(give_back, why="w", by=other, **late))
    assert codes(answers) == ["complaint_moved"] * 2
    made.refresh_from_db()
    assert (made.status == "answered") == (Answer.objects.count() == 2) == Referral.objects.open().exists()
    assert Complaint.objects.count() == 1
