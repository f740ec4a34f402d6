"""Several words at once: real threads, real commits. What is written about stands held, and the rating counts every one."""

from __future__ import annotations

from functools import partial
from uuid import uuid4

import pytest

from merchants.reviews import actions
from merchants.reviews.actions import Wording
from merchants.reviews.models import Complaint, Question, Rating, Review
from tests import cast
from tests.cast import MORNING, Corner, actor
from tests.merchants.aftersale.cast import handed_over
from tests.merchants.reviews.cast import asked, operators, reported, reviewed
from tests.together import at_once, kinds
from tests.trading import differences

pytestmark = pytest.mark.race


@pytest.fixture
def town(committed: str) -> Corner:
    return cast.corner(stock="500")


def test_one_order_is_reviewed_once_and_many_orders_all_count(town: Corner) -> None:
    order = handed_over(town)
    answers = at_once(*[partial(reviewed, town, order=order) for _ in range(4)])
    assert kinds(answers) == {"Review": 1, "AlreadyReviewed": 3}
    orders = [handed_over(town) for _ in range(6)]
    answers = at_once(*[partial(reviewed, town, 3, order=each) for each in orders])
    assert kinds(answers) == {"Review": 6}
    row = Rating.objects.get()
    assert (row.published, row.counted, row.weight, row.stars) == (7, 7, 56, 8 * (5 + 18))
    review = Review.objects.earliest("written_at")
    replies = at_once(*[partial(actions.reply_to_review, review_id=review.pk, text=f"{n}", by=actor(town.owner), at=MORNING) for n in range(4)])
    assert kinds(replies) == {"Review": 1, "AlreadyReplied": 3}
    assert differences() == []


def test_questions_beyond_the_third_and_complaints_beyond_the_first_are_refused(town: Corner) -> None:
    answers = at_once(*[partial(asked, town, f"{n}", by=town.outsider) for n in range(6)])
    assert kinds(answers) == {"Question": 3, "TooManyQuestions": 3}
    assert Question.objects.count() == 3
    review, bank = reviewed(town), operators()
    answers = at_once(*[partial(reported, review, town.owner) for _ in range(4)])
    assert kinds(answers) == {"Complaint": 1, "AlreadyReported": 3}
    mine, theirs = Complaint.objects.get(), reported(review, town.outsider)
    for complaint in (mine, theirs):
        actions.decide(complaint_id=complaint.pk, grant=True, reason="x", key=uuid4().hex, by=actor(bank[0]), at=MORNING)
    seconds = [
        partial(actions.second, complaint_id=each.pk, agree=True, key=uuid4().hex, by=actor(bank[1]), at=MORNING) for each in (mine, theirs) * 2
    ]
    # Either ends the other with it; none waits for the other in a ring.
    assert kinds(at_once(*seconds)) == {"Complaint": 1, "ComplaintEnded": 3}
    assert (Review.objects.get().status, Rating.objects.get().published) == ("hidden", 0)
    assert differences() == []


def test_words_about_one_review_and_one_question_wait_for_each_other(town: Corner) -> None:
    review, question, bank = reviewed(town), asked(town), operators()
    edits = [
        partial(actions.edit_review, review_id=review.pk, wording=Wording(stars, "again", {}, ()), by=actor(town.resident), at=MORNING)
        for stars in (1, 2, 3)
    ]
    assert kinds(at_once(*edits)) == {"Review": 1, "NoMoreEdits": 2}
    review.refresh_from_db()
    assert Rating.objects.get().stars == 8 * review.stars
    reports = [
        partial(actions.report_question, question_id=question.pk, reason="abuse", key=uuid4().hex, by=actor(town.outsider), at=MORNING)
        for _ in range(4)
    ]
    assert kinds(at_once(*reports)) == {"Complaint": 1, "AlreadyReported": 3}
    looks = [partial(actions.read_complaint, complaint_id=Complaint.objects.get().pk, by=actor(each), at=MORNING) for each in bank * 2]
    answers = [partial(actions.answer_question, question_id=question.pk, text=text, by=actor(town.owner), at=MORNING) for text in ("yes", "no")]
    assert kinds(at_once(*looks, *answers)) == {"Complaint": 4, "Question": 2}
    assert Question.objects.get().answer in {"yes", "no"}
    assert differences() == []
