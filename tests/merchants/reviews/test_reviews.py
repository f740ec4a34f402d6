"""Reviews from the first word to the platform's decision: who may do what when, what it comes to, and what is refused."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest
from django.db import transaction

from ecosystem.identity.public import Membership, Party, give_role
from ecosystem.kernel.actor import VISITOR
from ecosystem.kernel.errors import DomainError, NotFound, Unauthenticated
from ecosystem.kernel.photos import TooManyPictures, content_of, taken
from ecosystem.notices.models import Notice
from ecosystem.once.public import KeyUsedOtherwise
from merchants.orders.public import OrderNotFound
from merchants.reviews import actions, errors, queries, tasks
from merchants.reviews.actions import Wording
from merchants.reviews.models import Complaint, Photo, Rating, Review
from tests import cast
from tests.cast import MORNING, Corner, actor
from tests.merchants.aftersale.cast import JPEG, agreed, applied, handed_over
from tests.merchants.reviews.cast import appealed, asked, decided, everything, hidden, operators, reported, reviewed
from tests.pictures import PHONE_JPEG, drawn
from tests.trading import buy, differences

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def town(corner: Corner) -> Corner:
    return corner


def unchanged(refusal: type[DomainError], act: Callable[[], object]) -> None:
    before = everything()
    with pytest.raises(refusal):
        act()
    assert everything() == before


def told(party_id: Any) -> list[str]:
    kinds = Notice.objects.filter(party_id=party_id).exclude(kind__startswith="order_").exclude(kind__startswith="after_")
    return list(kinds.order_by("pk").values_list("kind", flat=True))


def rating(town: Corner) -> tuple[int, int, Decimal | None]:
    row = Rating.objects.get(shop=town.shop)
    return row.published, row.counted, row.shown


def test_a_buyer_reviews_her_order_once_and_it_counts_at_once(town: Corner) -> None:
    order = handed_over(town, bread="1")
    said: dict[str, Any] = {"order": order, "marks": {2: 3}, "shots": [taken(PHONE_JPEG)], "key": "k"}
    review = reviewed(town, 4, "  fresh \n bread ", **said)
    assert reviewed(town, 4, "  fresh \n bread ", **said) == review
    with pytest.raises(KeyUsedOtherwise):
        reviewed(town, 5, **said)
    assert (review.stars, review.text, review.is_shown) == (4, "fresh bread", True)
    shown = queries.whole(review.pk)
    assert [(mark.line.name_en, mark.stars) for mark in shown.marks.all()] == [("Bread", 3)]
    # Place and device are gone before it is kept.
    assert content_of(Photo.objects.get().name) == JPEG != PHONE_JPEG
    assert rating(town) == (1, 1, Decimal("3.2"))
    assert told(town.shop.party_id) == ["review_written"]
    unchanged(errors.AlreadyReviewed, lambda: reviewed(town, order=order))
    assert differences() == []


def test_only_the_buyer_of_a_completed_order_reviews_it_in_its_time(town: Corner) -> None:
    order, waiting = handed_over(town), buy(town.resident, town.milk)
    for person in (town.outsider, town.owner, town.rival):
        unchanged(OrderNotFound, lambda person=person: reviewed(town, order=order, by=person))  # type: ignore[misc]
    nobody = {"order_id": order.pk, "wording": Wording(5), "key": "k", "by": VISITOR, "at": MORNING}
    unchanged(OrderNotFound, lambda: actions.write_review(**nobody))  # type: ignore[arg-type]
    unchanged(errors.ReviewTooSoon, lambda: reviewed(town, order=waiting))
    unchanged(errors.ReviewTooLate, lambda: reviewed(town, order=order, at=MORNING + 30 * DAY + timedelta(seconds=1)))
    for stars, marks in ((0, {}), (6, {}), (5, {2: 5}), (5, {1: 0})):
        unchanged(errors.BadStars, lambda stars=stars, marks=marks: reviewed(town, stars, order=order, marks=marks))  # type: ignore[misc]
    many = [taken(drawn(size)) for size in range(8, 14)]
    unchanged(TooManyPictures, lambda: reviewed(town, order=order, shots=many))
    assert reviewed(town, order=order, at=MORNING + 30 * DAY).is_shown


def test_who_works_in_a_shop_does_not_review_it(town: Corner) -> None:
    order = handed_over(town)

    with transaction.atomic():
        give_role(person=town.resident, party=Party.objects.get(pk=town.shop.party_id), role=Membership.Role.RIDER, at=MORNING)
    unchanged(errors.OwnShop, lambda: reviewed(town, order=order))


def test_a_review_is_changed_once_within_a_week(town: Corner) -> None:
    review = reviewed(town, 1, marks={1: 1}, shots=[taken(drawn(8))])
    by, better = actor(town.resident), Wording(5, "they made it good", {}, (taken(drawn(9)),))
    late = {"review_id": review.pk, "wording": better, "by": by, "at": MORNING + 7 * DAY + timedelta(seconds=1)}
    unchanged(errors.NoMoreEdits, lambda: actions.edit_review(**late))  # type: ignore[arg-type]
    unchanged(errors.ReviewNotFound, lambda: actions.edit_review(review_id=review.pk, wording=better, by=actor(town.owner), at=MORNING))
    unchanged(errors.BadStars, lambda: actions.edit_review(review_id=review.pk, wording=Wording(9), by=by, at=MORNING))
    done = actions.edit_review(review_id=review.pk, wording=better, by=by, at=MORNING + DAY)
    assert (done.stars, done.text, done.edited_at, done.marks.count(), done.photos.count()) == (5, "they made it good", MORNING + DAY, 0, 2)
    assert rating(town) == (1, 1, Decimal("3.3"))
    unchanged(errors.NoMoreEdits, lambda: actions.edit_review(review_id=review.pk, wording=better, by=by, at=MORNING + DAY))


def test_the_shop_replies_once_and_the_buyer_is_told(town: Corner) -> None:
    review = reviewed(town)
    clerk = cast.clerk(town.shop)
    for person in (town.rival, town.resident, town.outsider):
        unchanged(errors.ReviewNotFound, lambda p=person: actions.reply_to_review(review_id=review.pk, text="x", by=actor(p), at=MORNING))  # type: ignore[misc]
    unchanged(errors.NothingSaid, lambda: actions.reply_to_review(review_id=review.pk, text=" ", by=actor(clerk), at=MORNING))
    assert actions.reply_to_review(review_id=review.pk, text="thank you", by=actor(clerk), at=MORNING).reply == "thank you"
    unchanged(errors.AlreadyReplied, lambda: actions.reply_to_review(review_id=review.pk, text="more", by=actor(town.owner), at=MORNING))
    assert told(town.resident.party_id) == ["review_answered"]


def test_questions_are_asked_and_answered_for_everybody(town: Corner) -> None:
    question = asked(town, " Is it\nlocal ", key="k", by=town.outsider)
    assert asked(town, " Is it\nlocal ", key="k", by=town.outsider) == question
    assert question.text == "Is it local"
    unchanged(Unauthenticated, lambda: actions.ask_question(shop_id=town.shop.pk, text="x", key="v", by=VISITOR, at=MORNING))
    unchanged(NotFound, lambda: actions.ask_question(shop_id=uuid4(), text="x", key="v", by=actor(town.outsider), at=MORNING))
    unchanged(errors.NothingSaid, lambda: asked(town, " "))
    asked(town, "2", by=town.outsider)
    third = asked(town, "3", by=town.outsider)
    unchanged(errors.TooManyQuestions, lambda: asked(town, "4", by=town.outsider))
    for person in (town.rival, town.outsider):
        unchanged(errors.QuestionNotFound, lambda p=person: actions.answer_question(question_id=third.pk, text="x", by=actor(p), at=MORNING))  # type: ignore[misc]
    unchanged(errors.NothingSaid, lambda: actions.answer_question(question_id=third.pk, text="", by=actor(town.owner), at=MORNING))
    for text in ("yes", "yes, from the river"):
        answered = actions.answer_question(question_id=third.pk, text=text, by=actor(town.owner), at=MORNING)
    assert answered.answer == "yes, from the river"
    assert told(town.outsider.party_id) == ["question_answered"]
    assert asked(town, "4", by=town.outsider).answered_at is None


def test_two_of_the_bank_hide_a_review_which_says_why_and_counts_no_more(town: Corner) -> None:
    review, bank = reviewed(town, 1, "the owner is a thief"), operators()
    mine = reported(review, town.owner, "abuse", "she insults us", key="k")
    assert reported(review, town.owner, "abuse", "she insults us", key="k") == mine
    assert (mine.by_shop, mine.complainant_id) == (True, town.shop.party_id)
    theirs = reported(review, town.outsider)
    unchanged(errors.AlreadyReported, lambda: reported(review, town.outsider, "advert"))
    unchanged(errors.OwnWords, lambda: reported(review, town.resident))
    unchanged(errors.BadReason, lambda: reported(review, town.rival, "it is bad for business"))
    unchanged(errors.ReviewNotFound, lambda: actions.report_review(review_id=uuid4(), reason="abuse", key="x", by=actor(town.rival), at=MORNING))
    decide = {"complaint_id": mine.pk, "grant": True, "reason": "it does", "at": MORNING}
    for person in (town.owner, town.resident, cast.banker("credit_officer")):
        unchanged(NotFound, lambda p=person: actions.decide(**decide, key="d", by=actor(p)))  # type: ignore[misc, arg-type]
    unchanged(errors.NobodyDecided, lambda: actions.second(complaint_id=mine.pk, agree=True, key="s", by=actor(bank[1]), at=MORNING))
    unchanged(errors.NothingSaid, lambda: actions.decide(**{**decide, "reason": ""}, key="d", by=actor(bank[0])))  # type: ignore[arg-type]
    actions.decide(**decide, key="d", by=actor(bank[0]))  # type: ignore[arg-type]
    assert Review.objects.get().is_shown
    unchanged(errors.ComplaintEnded, lambda: actions.decide(**decide, key="d2", by=actor(bank[1])))  # type: ignore[arg-type]
    unchanged(errors.SecondPersonNeeded, lambda: actions.second(complaint_id=mine.pk, agree=True, key="s", by=actor(bank[0]), at=MORNING))
    for _again in range(2):
        actions.second(complaint_id=mine.pk, agree=True, key="s", by=actor(bank[1]), at=MORNING)
    review.refresh_from_db()
    assert (review.status, review.hidden_for, review.hidden_at) == ("hidden", "abuse", MORNING)
    assert set(Complaint.objects.values_list("pk", "status")) == {(mine.pk, "granted"), (theirs.pk, "granted")}
    assert rating(town) == (0, 0, None)
    assert told(town.resident.party_id) == ["review_hidden"]
    assert told(town.outsider.party_id) == ["complaint_granted"]
    unchanged(errors.ComplaintEnded, lambda: actions.second(complaint_id=mine.pk, agree=True, key="s2", by=actor(bank[1]), at=MORNING))
    unchanged(errors.ReviewNotFound, lambda: actions.reply_to_review(review_id=review.pk, text="x", by=actor(town.owner), at=MORNING))
    assert differences() == []


def test_a_colleague_sends_a_proposal_back_and_one_alone_leaves_the_words(town: Corner) -> None:
    review, bank = reviewed(town), operators()
    complaint = reported(review, town.owner)
    actions.decide(complaint_id=complaint.pk, grant=True, reason="perhaps", key="a", by=actor(bank[0]), at=MORNING)
    sent_back = actions.second(complaint_id=complaint.pk, agree=False, key="b", by=actor(bank[1]), at=MORNING)
    assert (sent_back.status, sent_back.decision, sent_back.decided_by) == ("open", "", "")
    left = actions.decide(complaint_id=complaint.pk, grant=False, reason="it is about the goods", key="c", by=actor(bank[1]), at=MORNING)
    assert (left.status, left.seconded_by) == ("left", "")
    assert Review.objects.get().is_shown
    assert told(town.shop.party_id) == ["review_written", "complaint_left"]


def test_a_writer_appeals_and_two_of_the_bank_show_it_again(town: Corner) -> None:
    bank = operators()
    review = reviewed(town)
    unchanged(errors.NotHidden, lambda: appealed(town, review))
    hidden(town, review, bank)
    unchanged(errors.NothingSaid, lambda: appealed(town, review, " "))
    outsiders = {"review_id": review.pk, "words": "x", "key": "k", "by": actor(town.outsider), "at": MORNING}
    unchanged(errors.ReviewNotFound, lambda: actions.appeal(**outsiders))  # type: ignore[arg-type]
    unchanged(errors.NoMoreEdits, lambda: actions.edit_review(review_id=review.pk, wording=Wording(1), by=actor(town.resident), at=MORNING))
    appeal = appealed(town, review)
    unchanged(errors.AlreadyReported, lambda: appealed(town, review))
    decided(appeal, bank)
    review.refresh_from_db()
    assert (review.is_shown, review.hidden_for, rating(town)) == (True, "", (1, 1, Decimal("3.3")))
    assert told(town.resident.party_id) == ["review_hidden", "review_shown", "complaint_granted"]


def test_a_question_is_hidden_as_a_review_is(town: Corner) -> None:
    question, bank = asked(town, "Call me on 138"), operators()
    report = {"question_id": question.pk, "reason": "privacy", "key": "k", "at": MORNING}
    unchanged(errors.OwnWords, lambda: actions.report_question(**report, by=actor(town.resident)))  # type: ignore[arg-type]
    made = actions.report_question(**report, by=actor(town.outsider))  # type: ignore[arg-type]
    decided(made, bank)
    question.refresh_from_db()
    assert (question.status, question.hidden_for) == ("hidden", "privacy")
    unchanged(errors.QuestionNotFound, lambda: actions.report_question(**{**report, "key": "l"}, by=actor(town.rival)))  # type: ignore[arg-type]
    unchanged(errors.QuestionNotFound, lambda: actions.answer_question(question_id=question.pk, text="x", by=actor(town.owner), at=MORNING))
    with pytest.raises(NotFound):
        actions.read_complaint(complaint_id=made.pk, by=actor(town.owner), at=MORNING)
    assert actions.read_complaint(complaint_id=made.pk, by=actor(bank[0]), at=MORNING) == made


def test_an_order_whose_money_went_back_in_full_is_shown_but_does_not_count(town: Corner) -> None:
    order = handed_over(town)
    review = reviewed(town, 1, order=order)
    assert rating(town) == (1, 1, Decimal("2.7"))
    agreed(town, applied(town, order, (1, "2")))
    tasks.count_rating(str(town.shop.pk))
    assert rating(town)[1] == 1
    agreed(town, applied(town, order, (1, "1")))
    assert queries.whole(review.pk).undone  # type: ignore[attr-defined]
    assert queries.ratings_to_count(before=MORNING) == []
    tasks.count_rating(str(town.shop.pk))
    assert rating(town) == (1, 0, None)
    assert differences() == []
