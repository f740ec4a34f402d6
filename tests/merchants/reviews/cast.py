"""Short ways to reviews in the tests: an order that was handed over, a word on it, a complaint, a decision."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import uuid4

from ecosystem.audit.models import Act
from ecosystem.identity.public import Person
from ecosystem.kernel.photos import Shot
from ecosystem.notices.models import Notice
from merchants.orders.public import Order
from merchants.reviews import actions
from merchants.reviews.actions import Wording
from merchants.reviews.models import Complaint, Mark, Photo, Question, Rating, Review
from tests import cast
from tests.cast import MORNING, Corner, actor
from tests.merchants.aftersale.cast import handed_over

__all__ = ["appealed", "asked", "decided", "everything", "hidden", "operators", "reported", "reviewed"]


def reviewed(
    town: Corner,
    stars: int = 5,
    text: str = "fresh",
    *,
    order: Order | None = None,
    marks: Mapping[int, int] | None = None,
    shots: Sequence[Shot] = (),
    key: str = "",
    by: Person | None = None,
    at: datetime = MORNING,
) -> Review:
    order = order or handed_over(town)
    wording = Wording(stars, text, marks or {}, tuple(shots))
    return actions.write_review(order_id=order.pk, wording=wording, key=key or uuid4().hex, by=actor(by or town.resident), at=at)


def asked(town: Corner, text: str = "Is it local", *, key: str = "", by: Person | None = None, at: datetime = MORNING) -> Question:
    return actions.ask_question(shop_id=town.shop.pk, text=text, key=key or uuid4().hex, by=actor(by or town.resident), at=at)


def reported(review: Review, by: Person, reason: str = "abuse", words: str = "", *, key: str = "", at: datetime = MORNING) -> Complaint:
    return actions.report_review(review_id=review.pk, reason=reason, words=words, key=key or uuid4().hex, by=actor(by), at=at)


def operators() -> tuple[Person, Person]:
    return cast.banker("operator", "one"), cast.banker("operator", "two")


def decided(complaint: Complaint, by: tuple[Person, Person], *, at: datetime = MORNING) -> Complaint:
    """Granted by one and seconded by the other."""
    actions.decide(complaint_id=complaint.pk, grant=True, reason="looked at", key=uuid4().hex, by=actor(by[0]), at=at)
    return actions.second(complaint_id=complaint.pk, agree=True, key=uuid4().hex, by=actor(by[1]), at=at)


def hidden(town: Corner, review: Review, by: tuple[Person, Person]) -> Review:
    decided(reported(review, town.owner), by)
    review.refresh_from_db()
    return review


def appealed(town: Corner, review: Review, words: str = "it was so") -> Complaint:
    return actions.appeal(review_id=review.pk, words=words, key=uuid4().hex, by=actor(town.resident), at=MORNING)


def everything() -> list[Any]:
    """What a refusal must leave as it was."""
    rows = [list(model._default_manager.order_by("pk").values_list()) for model in (Review, Mark, Photo, Question, Complaint, Rating)]
    return [*rows, Act.objects.count(), Notice.objects.count()]
