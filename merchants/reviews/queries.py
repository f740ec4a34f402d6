"""Reviews for screens and endpoints; each has a query budget in the tests."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date, datetime
from uuid import UUID

from django.db.models import BooleanField, Count, ExpressionWrapper, F, OuterRef, Prefetch, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce, TruncDate

from ecosystem.kernel.clock import TOWN_TIME
from merchants.aftersale.public import Case
from merchants.customers.public import is_nameless

from .models import Complaint, Mark, Photo, Question, Rating, Review

PAGE = 20
MARKS = Prefetch("marks", Mark.objects.select_related("line").order_by("line__position"))
PHOTOS = Prefetch("photos", Photo.objects.order_by("pk"))
REFUNDED = Subquery(
    Case.objects.filter(order=OuterRef("order"), amount_minor__isnull=False).values("order").annotate(sum=Sum("amount_minor")).values("sum")
)
# Where all of the money went back, the order says little about the shop.
UNDONE = ExpressionWrapper(
    Q(back__gte=F("order__total_minor") - F("order__fee_back_minor") - F("order__weighed_back_minor")), output_field=BooleanField()
)


def _told(rows: QuerySet[Review]) -> QuerySet[Review]:
    """With all that a page shows of a review; ``undone`` where its order's money went back in full."""
    told = rows.annotate(back=Coalesce(REFUNDED, 0), undone=UNDONE, nameless=is_nameless("buyer"))
    return told.select_related("shop", "buyer", "order").prefetch_related(MARKS, PHOTOS)


def counting_of(shop_id: UUID) -> Iterable[tuple[int, date, int]]:
    """(stars, day, how many) of the shown reviews of orders whose money did not go back in full."""
    shown = (
        Review.objects.filter(shop=shop_id, status="published")
        .annotate(back=Coalesce(REFUNDED, 0))
        .filter(back__lt=F("order__total_minor") - F("order__fee_back_minor") - F("order__weighed_back_minor"))
    )
    by_day = shown.annotate(day=TruncDate("written_at", tzinfo=TOWN_TIME)).values("stars", "day").annotate(times=Count("pk"))
    return list(by_day.values_list("stars", "day", "times"))


def published_of(shop_id: UUID) -> int:
    return Review.objects.filter(shop=shop_id, status="published").count()


def ratings_of(shop_ids: Collection[UUID]) -> dict[UUID, Rating]:
    """Ratings by shop, in one statement by key; a shop without reviews has none."""
    return {row.shop_id: row for row in Rating.objects.filter(shop__in=list(shop_ids))}


def ratings_to_count(*, before: datetime, most: int = 1000) -> list[UUID]:
    """Shops whose rating was last worked out before a moment, the longest ago first."""
    return list(Rating.objects.filter(counted_at__lt=before).order_by("counted_at", "pk").values_list("pk", flat=True)[:most])


def reviews_of_shop(shop_id: UUID, *, before: datetime | None = None, most: int = PAGE) -> QuerySet[Review]:
    """Newest first, those that are hidden among them: the page says so in their place. Page on with the last's ``written_at``."""
    rows = Review.objects.filter(shop=shop_id)
    if before is not None:
        rows = rows.filter(written_at__lt=before)
    return _told(rows).order_by("-written_at", "-pk")[:most]


def spread_of(shop_id: UUID) -> list[tuple[int, int]]:
    """How often each number of stars was given, five first."""
    rows = dict(Review.objects.filter(shop=shop_id, status="published").values_list("stars").annotate(times=Count("pk")))
    return [(stars, rows.get(stars, 0)) for stars in range(5, 0, -1)]


def questions_of_shop(shop_id: UUID, *, most: int = PAGE) -> QuerySet[Question]:
    return (
        Question.objects.filter(shop=shop_id)
        .annotate(nameless=is_nameless("asker"))
        .select_related("shop", "asker")
        .order_by("-asked_at", "-pk")[:most]
    )


def reviews_for_shops(shop_ids: Collection[UUID], *, most: int = 50) -> QuerySet[Review]:
    """What a keeper reads: without a reply first, then newest first."""
    return _told(Review.objects.filter(shop__in=shop_ids)).order_by(F("replied_at").asc(nulls_first=True), "-written_at", "-pk")[:most]


def questions_for_shops(shop_ids: Collection[UUID], *, most: int = 50) -> QuerySet[Question]:
    """Unanswered first."""
    rows = Question.objects.filter(shop__in=shop_ids).annotate(nameless=is_nameless("asker")).select_related("shop", "asker")
    return rows.order_by(F("answered_at").asc(nulls_first=True), "-asked_at", "-pk")[:most]


def reviews_by(buyer_id: UUID, *, most: int = 50) -> QuerySet[Review]:
    return _told(Review.objects.filter(buyer=buyer_id)).order_by("-written_at", "-pk")[:most]


def questions_by(asker_id: UUID, *, most: int = 50) -> QuerySet[Question]:
    return Question.objects.filter(asker=asker_id).select_related("shop").order_by("-asked_at", "-pk")[:most]


def appeals_of(review_ids: Collection[UUID]) -> dict[UUID, Complaint]:
    """The latest appeal of each review."""
    rows = Complaint.objects.filter(review__in=list(review_ids), kind="appeal").order_by("made_at", "pk")
    return {row.review_id: row for row in rows if row.review_id}


def review_of_order(order_id: UUID) -> Review | None:
    return _told(Review.objects.filter(order=order_id)).first()


def whole(review_id: UUID) -> Review:
    return _told(Review.objects.all()).get(pk=review_id)


def complaints_to_decide(*, most: int = 100) -> QuerySet[Complaint]:
    """Oldest first, with what each is about."""
    rows = Complaint.objects.filter(status="open").select_related("review__shop", "review__buyer", "question__shop", "question__asker", "complainant")
    return rows.prefetch_related(Prefetch("review__photos", Photo.objects.order_by("pk"))).order_by("made_at", "pk")[:most]


def complaints_decided(*, most: int = 20) -> QuerySet[Complaint]:
    rows = Complaint.objects.exclude(status="open").select_related("review__shop", "question__shop")
    return rows.order_by("-ended_at", "-pk")[:most]
