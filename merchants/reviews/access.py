"""Reviews, questions and complaints, fetched for whoever asks; absent and forbidden are the same."""

from __future__ import annotations

from typing import TypeVar
from uuid import UUID

from django.db.models import Model, QuerySet

from ecosystem.identity.public import Membership, bank_roles_of, require_operator
from ecosystem.kernel.actor import Actor
from ecosystem.kernel.errors import NotFound
from merchants.shops.public import KEEPERS, shops_where

from .errors import ComplaintNotFound, QuestionNotFound, ReviewNotFound
from .models import Complaint, Photo, Question, Review

Row = TypeVar("Row", bound=Model)


def review_for_writer(actor: Actor, review_id: UUID, *, lock: bool = False) -> Review:
    """A review that the actor wrote."""
    return _one(Review.objects.filter(pk=review_id, buyer=actor.party_id, buyer__isnull=False), ReviewNotFound, lock)


def review_for_shop(actor: Actor, review_id: UUID, *, lock: bool = False) -> Review:
    """A review of a shop that the actor keeps."""
    return _one(Review.objects.filter(pk=review_id, shop__in=shops_where(actor, KEEPERS)), ReviewNotFound, lock)


def review_shown(review_id: UUID, *, lock: bool = False) -> Review:
    """A review that everybody may read."""
    return _one(Review.objects.filter(pk=review_id, status=Review.Status.PUBLISHED), ReviewNotFound, lock)


def question_for_asker(actor: Actor, question_id: UUID, *, lock: bool = False) -> Question:
    return _one(Question.objects.filter(pk=question_id, asker=actor.party_id, asker__isnull=False), QuestionNotFound, lock)


def question_for_shop(actor: Actor, question_id: UUID, *, lock: bool = False) -> Question:
    """A question to a shop that the actor keeps."""
    return _one(Question.objects.filter(pk=question_id, shop__in=shops_where(actor, KEEPERS)), QuestionNotFound, lock)


def question_shown(question_id: UUID, *, lock: bool = False) -> Question:
    return _one(Question.objects.filter(pk=question_id, status=Question.Status.PUBLISHED), QuestionNotFound, lock)


def complaint_for_operator(actor: Actor, complaint_id: UUID) -> Complaint:
    """A complaint, held with what it is about, the latter first; for the bank's operators. Raises ``NotFound`` for anybody else."""
    require_operator(actor)
    found = Complaint.objects.filter(pk=complaint_id).values_list("review", "question").first()
    if found is None:
        raise ComplaintNotFound
    review_id, question_id = found
    subjects: QuerySet[Review] | QuerySet[Question] = Review.objects.filter(pk=review_id) if review_id else Question.objects.filter(pk=question_id)
    list(subjects.select_for_update().values_list("pk"))
    held = Complaint.objects.select_for_update(of=("self",)).select_related("review__shop", "question__shop")
    return held.get(pk=complaint_id)


def photo_for(actor: Actor, photo_id: UUID) -> Photo:
    """A picture of a review that is shown; of a hidden one for its writer, its shop and the platform."""
    photo = Photo.objects.select_related("review").filter(pk=photo_id).first()
    if photo is None:
        raise ReviewNotFound
    if photo.review.is_shown or (actor.party_id and photo.review.buyer_id == actor.party_id):
        return photo
    if Membership.Role.OPERATOR not in bank_roles_of(actor):
        review_for_shop(actor, photo.review_id)
    return photo


def _one(rows: QuerySet[Row], refusal: type[NotFound], lock: bool) -> Row:
    if lock:
        rows = rows.select_for_update(of=("self",))
    row = rows.select_related("shop").first()
    if row is None:
        raise refusal
    return row
