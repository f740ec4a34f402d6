"""Every rule that the database keeps for reviews, broken once as the app's own role."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.apps import apps
from django.db import DatabaseError, models, transaction

from ecosystem.kernel.photos import taken
from merchants.reviews.models import Complaint, Mark, Photo, Question, Rating, Review
from tests import cast
from tests.cast import MORNING
from tests.merchants.reviews.cast import asked, reported, reviewed
from tests.pictures import drawn

pytestmark = pytest.mark.django_db
EARLIER = MORNING - timedelta(days=1)
DECIDED = {"decision": "leave", "decision_reason": "x", "decided_by": "a"}

# The model, what its one row would be changed to, and the rule that stands in the way.
CHANGES: list[tuple[type[models.Model], dict[str, Any], str]] = [
    (Review, {"stars": 0}, "a_review_gives_one_to_five_stars"),
    (Review, {"stars": 6}, "a_review_gives_one_to_five_stars"),
    (Review, {"status": "hidden"}, "a_hidden_review_says_why_and_since_when"),
    (Review, {"status": "hidden", "hidden_for": "abuse"}, "a_hidden_review_says_why_and_since_when"),
    (Review, {"hidden_for": "abuse", "hidden_at": MORNING}, "a_hidden_review_says_why_and_since_when"),
    (Review, {"status": "lost"}, "a_hidden_review_says_why_and_since_when"),
    (Review, {"reply": "x"}, "a_reply_says_something_and_when"),
    (Review, {"replied_at": MORNING}, "a_reply_says_something_and_when"),
    (Review, {"edited_at": EARLIER}, "a_review_is_edited_after_it_is_written"),
    (Mark, {"stars": 0}, "a_mark_is_one_to_five_stars"),
    (Photo, {"kind": "image/gif"}, "a_review_shows_pictures"),
    (Photo, {"size": 0}, "a_reviews_picture_is_at_most_five_megabytes"),
    (Photo, {"size": 5 * 1024 * 1024 + 1}, "a_reviews_picture_is_at_most_five_megabytes"),
    (Question, {"text": ""}, "a_question_asks_something"),
    (Question, {"status": "hidden"}, "a_hidden_question_says_why_and_since_when"),
    (Question, {"answer": "x"}, "an_answer_says_something_after_the_question"),
    (Question, {"answer": "x", "answered_at": EARLIER}, "an_answer_says_something_after_the_question"),
    (Complaint, {"review": None}, "a_complaint_is_of_one_thing"),
    (Complaint, {"reason": "mood"}, "a_report_has_a_reason_and_an_appeal_words"),
    (Complaint, {"kind": "appeal", "reason": ""}, "a_report_has_a_reason_and_an_appeal_words"),
    (Complaint, {"ended_at": MORNING}, "an_ended_complaint_was_decided"),
    (Complaint, {"status": "left", "ended_at": MORNING}, "an_ended_complaint_was_decided"),
    (Complaint, {"decision": "grant"}, "a_decision_on_words_says_who_and_why"),
    (Complaint, {**DECIDED, "decision": "perhaps"}, "a_decision_on_words_says_who_and_why"),
    (Complaint, {**DECIDED, "status": "granted", "ended_at": MORNING}, "what_everybody_reads_is_changed_by_two"),
    (Complaint, {**DECIDED, "status": "granted", "ended_at": MORNING, "seconded_by": "a"}, "what_everybody_reads_is_changed_by_two"),
    (Rating, {"counted": 2}, "no_review_counts_that_is_not_shown"),
    (Rating, {"weight": 9}, "no_review_counts_more_than_once"),
    (Rating, {"stars": 41}, "a_rating_is_of_one_to_five_stars"),
    (Rating, {"stars": 7}, "a_rating_is_of_one_to_five_stars"),
]
TWICE: list[tuple[type[models.Model], str]] = [
    (Mark, "a_review_marks_a_line_once"),
    (Photo, "a_review_shows_a_picture_once"),
    (Complaint, "one_open_complaint_of_a_review"),
]


def _row(model: type[models.Model]) -> models.Model:
    return model._default_manager.get()


def test_each_rule_is_broken_once_and_holds() -> None:
    town = cast.corner()
    review = reviewed(town, 5, marks={1: 5}, shots=[taken(drawn(8))])
    question = asked(town)
    reported(review, town.owner)
    found = []
    for model, change, _rule in CHANGES:
        with pytest.raises(DatabaseError) as refused, transaction.atomic():
            model._default_manager.filter(pk=_row(model).pk).update(**change)
        found.append(str(refused.value))
    for (model, change, rule), said in zip(CHANGES, found, strict=True):
        assert rule in said, (model, change, said)
    for model, rule in TWICE:
        again = _row(model)
        again.pk = None if model is Mark else type(again)._meta.pk.get_default()
        with pytest.raises(DatabaseError, match=rule), transaction.atomic():
            again.save(force_insert=True)
    of_question = Complaint(question=question, complainant_id=town.outsider.party_id, kind="report", reason="abuse", made_at=MORNING)
    of_question.save()
    of_question.pk = Complaint._meta.pk.get_default()
    with pytest.raises(DatabaseError, match="one_open_complaint_of_a_question"), transaction.atomic():
        of_question.save(force_insert=True)


def test_no_rule_of_the_room_is_left_out_here() -> None:
    rules = {rule for _model, _change, rule in CHANGES} | {rule for _model, rule in TWICE} | {"one_open_complaint_of_a_question"}
    assert rules == {constraint.name for model in apps.get_app_config("reviews").get_models() for constraint in model._meta.constraints}
