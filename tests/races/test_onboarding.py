"""Files, papers and stops that several people decide on at once. Real threads, real commits."""

from __future__ import annotations

from functools import partial
from typing import Any
from uuid import uuid4

import pytest

from merchants.onboarding import actions
from merchants.onboarding.models import Document, MerchantFile, Submission, Suspension
from merchants.onboarding.simulated_scanner import SimulatedScanner
from merchants.shops.public import Shop, every_day
from tests import cast
from tests.cast import MORNING, actor
from tests.merchants.onboarding.cast import AT_HOME, DAY, active, begun, desk, hand_in, handed, opened, place, recommended, submitted
from tests.together import at_once, kinds
from tests.trading import differences

pytestmark = pytest.mark.race


@pytest.fixture(autouse=True)
def _own_state(committed: str, settings: Any, tmp_path_factory: pytest.TempPathFactory) -> None:
    settings.STATE_DIR = tmp_path_factory.mktemp("state")


def test_a_founder_who_begins_on_two_phones_has_one_file_and_one_shop() -> None:
    founder = cast.person("founder")
    place()
    files = at_once(*[partial(begun, founder) for _ in range(6)])
    assert len({file.pk for file in files if isinstance(file, MerchantFile)}) == 1
    file = MerchantFile.objects.get()
    shops = at_once(
        *[
            partial(actions.open_first_shop, file_id=file.pk, values=AT_HOME, hours=every_day(0, 1440), key=f"k{n}", by=actor(founder), at=MORNING)
            for n in range(6)
        ]
    )
    assert kinds(shops) == {"Shop": 1, "FileMoved": 5}
    assert Shop.objects.count() == 1


def test_two_operators_who_take_a_file_do_not_both_have_it() -> None:
    who = desk()
    file, _shop = submitted(cast.person("founder"))
    answers = at_once(*[partial(actions.claim_file, file_id=file.pk, by=actor(one), at=MORNING) for one in (who.maker, who.checker) * 3])
    file.refresh_from_db()
    mine = [answer for answer in answers if isinstance(answer, MerchantFile)]
    assert {answer.claimed_by for answer in mine} == {file.claimed_by}
    assert kinds(answers) == {"MerchantFile": 3, "ClaimedByAnother": 3}


def test_a_paper_is_accepted_or_rejected_never_both() -> None:
    who = desk()
    file, _shop = submitted(cast.person("founder"))
    actions.claim_file(file_id=file.pk, by=actor(who.maker), at=MORNING)
    for paper in Submission.objects.filter(file=file):
        answers = at_once(
            *[partial(actions.accept_paper, paper_id=paper.pk, by=actor(who.maker), at=MORNING)] * 2,
            *[partial(actions.reject_paper, paper_id=paper.pk, reason="no", by=actor(who.maker), at=MORNING)] * 2,
        )
        assert kinds(answers) == {"Submission": 1, "FileMoved": 3}
        told = next(answer for answer in answers if isinstance(answer, Submission))
        paper.refresh_from_db()
        assert paper.status == told.status


def test_a_paper_handed_in_while_the_file_is_approved_is_never_lost() -> None:
    who, founder = desk(), cast.person("founder")
    file, _shop = recommended(founder, who)
    approve = partial(actions.approve_file, file_id=file.pk, by=actor(who.checker), at=MORNING)
    renew = partial(actions.hand_in, file_id=file.pk, handed=handed("food"), key=uuid4().hex, by=actor(founder), at=MORNING + DAY)
    answers = at_once(approve, renew, approve)
    file.refresh_from_db()
    pending = Submission.objects.filter(file=file, status="pending").count()
    assert pending == 1
    # Approved before it came, or not at all because it waits to be decided.
    assert (file.status, kinds(answers)["MerchantFile"]) in {("active", 1), ("in_review", 0)}


def test_stopping_and_going_on_leave_files_and_shops_agreed() -> None:
    who, founder = desk(), cast.person("founder")
    file, _shop = active(founder, who)
    over = MORNING + 400 * DAY
    acts = [
        partial(actions.suspend_merchant, file_id=file.pk, reason="x", hold_until=over + DAY, by=actor(who.maker), at=over),
        partial(actions.keep_time, file_id=file.pk, at=over),
        partial(actions.resume_merchant, file_id=file.pk, by=actor(who.checker), at=over),
        partial(actions.keep_time, file_id=file.pk, at=over),
    ]
    at_once(*acts, *acts)
    assert Suspension.objects.filter(file=file, cause="documents").count() == 1
    assert differences() == []


def test_a_document_is_shown_to_one_scanner_and_heard_once() -> None:
    founder = cast.person("founder")
    file, _shop = opened(founder)
    for _ in range(4):
        hand_in(file, founder, "premises", at=MORNING + _ * DAY)
    answers = at_once(*[partial(actions.scan_due, scanner=SimulatedScanner("prompt"), at=MORNING + 9 * DAY) for _ in range(4)])
    assert sum(answer for answer in answers if isinstance(answer, int)) == 4
    assert set(Document.objects.values_list("scan", "tries")) == {("clean", 1)}
