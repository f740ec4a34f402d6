"""What the buyer does: review an order, and change it once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from ecosystem.audit.public import record
from ecosystem.kernel.actor import Actor
from ecosystem.kernel.clock import TOWN_TIME
from ecosystem.kernel.photos import Shot
from ecosystem.kernel.verbs import entry, inner
from ecosystem.notices.public import notify, nudge
from ecosystem.once.public import once
from merchants.orders.public import Order, OrderNotFound, order_for_buyer
from merchants.shops.public import works_at

from .. import access, rules
from ..errors import AlreadyReviewed, NoMoreEdits, OwnShop, ReviewTooLate, ReviewTooSoon
from ..models import Mark, Review
from ..photos import keep
from .counting import recount


@dataclass(frozen=True, slots=True)
class Wording:
    """Stars for the shop, stars by line position, words and pictures."""

    stars: int
    text: str = ""
    marks: Mapping[int, int] = field(default_factory=dict)
    shots: tuple[Shot, ...] = ()

    def told(self) -> dict[str, Any]:
        marks = {str(position): stars for position, stars in self.marks.items()}
        return {"stars": self.stars, "text": self.text, "marks": marks, "shown": [shot.digest.hex() for shot in self.shots]}


@entry
def write_review(*, order_id: UUID, wording: Wording, key: str, by: Actor, at: datetime) -> Review:
    """Review a completed order, once; it is shown at once and counts at once. The same key writes once.

    Raises:
        OrderNotFound: not an order of the actor's.
        ReviewTooSoon, ReviewTooLate: not handed over yet, or more than thirty days ago.
        OwnShop: the actor works there. AlreadyReviewed: there is one.
        BadStars, TooManyPictures: what is said and shown.
    """
    if by.party_id is None:
        raise OrderNotFound
    with once(key, verb="reviews.write", by=by, body={"order": order_id, **wording.told()}, at=at) as turn:
        order = order_for_buyer(by, order_id, lock=True)
        if turn.earlier:
            return Review.objects.get(pk=turn.earlier["review"])
        _require_writable(order, by, at)
        review = Review.objects.create(
            order=order,
            shop=order.shop,
            buyer_id=by.party_id,
            stars=rules.checked_stars(wording.stars),
            text=rules.tidy(wording.text, rules.LONGEST_REVIEW),
            written_at=at,
        )
        _mark(review, order, wording)
        record("reviews.write", target=review, by=by, at=at, after={"stars": review.stars})
        notify(order.shop.party_id, "review_written", f"review/{review.pk}/written", {"number": order.number, "stars": review.stars}, at=at)
        recount(order.shop_id, at=at)
        turn.remember(review=review.pk)
        return review


def _require_writable(order: Order, by: Actor, at: datetime) -> None:
    if order.status != Order.Status.COMPLETED or order.completed_at is None:
        raise ReviewTooSoon
    if at > order.completed_at + rules.WRITABLE:
        raise ReviewTooLate(until=f"{(order.completed_at + rules.WRITABLE).astimezone(TOWN_TIME):%Y-%m-%d}")
    if works_at(by, order.shop):
        raise OwnShop
    if Review.objects.filter(order=order).exists():
        raise AlreadyReviewed


@entry
def edit_review(*, review_id: UUID, wording: Wording, by: Actor, at: datetime) -> Review:
    """Change one's review, once within seven days; pictures are added to those there. Everybody sees that it was changed.

    Raises:
        ReviewNotFound: not a review of the actor's.
        NoMoreEdits: it was changed before, too long ago, or the platform hides it.
        BadStars, TooManyPictures: what is said and shown.
    """
    review = access.review_for_writer(by, review_id, lock=True)
    if not review.may_be_edited(at):
        raise NoMoreEdits
    before = review.stars
    review.stars, review.text = rules.checked_stars(wording.stars), rules.tidy(wording.text, rules.LONGEST_REVIEW)
    review.edited_at = at
    review.save(update_fields=["stars", "text", "edited_at"])
    Mark.objects.filter(review=review).delete()
    _mark(review, Order.objects.get(pk=review.order_id), wording)
    record("reviews.edit", target=review, by=by, at=at, before={"stars": before}, after={"stars": review.stars})
    nudge([review.shop.party_id], "reviews")
    recount(review.shop_id, at=at)
    return review


@inner
def _mark(review: Review, order: Order, wording: Wording) -> None:
    lines = dict(order.lines.values_list("position", "pk"))
    marks = rules.checked_marks(wording.marks, lines)
    Mark.objects.bulk_create(Mark(review=review, line_id=lines[position], stars=stars) for position, stars in marks.items())
    keep(wording.shots, review)
