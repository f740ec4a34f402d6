"""A review is one buyer's word on one completed order: stars for the shop, for its articles, words and pictures."""

from __future__ import annotations

from datetime import datetime

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from ecosystem.kernel.ids import uuid7

from .. import rules


class Hidden(models.TextChoices):
    """Why words are not shown; whoever reads the page reads the reason in their place."""

    PRIVACY = "privacy", _("it names or shows a person")
    ABUSE = "abuse", _("it insults or threatens")
    OFF_TOPIC = "off_topic", _("it is not about what was bought")
    ADVERT = "advert", _("it advertises")
    UNLAWFUL = "unlawful", _("the law forbids it")


def _is_hidden_for_a_reason() -> Q:
    return Q(status="published", hidden_for="", hidden_at=None) | Q(status="hidden", hidden_for__in=Hidden.values, hidden_at__isnull=False)


class Review(models.Model):
    """Published at once; only the platform hides it, and says why. ``edited_at`` is the one time its writer changed it."""

    class Status(models.TextChoices):
        PUBLISHED = "published", _("shown")
        HIDDEN = "hidden", _("hidden by the platform")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    order = models.OneToOneField("orders.Order", on_delete=models.PROTECT, related_name="review")
    shop = models.ForeignKey("shops.Shop", on_delete=models.PROTECT, related_name="+")
    buyer = models.ForeignKey("identity.Party", on_delete=models.PROTECT, related_name="+")
    stars = models.PositiveSmallIntegerField()
    text = models.TextField(blank=True)
    status = models.TextField(choices=Status.choices, default=Status.PUBLISHED)
    hidden_for = models.TextField(choices=Hidden.choices, blank=True)
    hidden_at = models.DateTimeField(null=True)
    reply = models.TextField(blank=True)
    replied_at = models.DateTimeField(null=True)
    written_at = models.DateTimeField()
    edited_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(stars__gte=1, stars__lte=5), name="a_review_gives_one_to_five_stars"),
            models.CheckConstraint(condition=_is_hidden_for_a_reason(), name="a_hidden_review_says_why_and_since_when"),
            models.CheckConstraint(
                condition=Q(reply="", replied_at=None) | (~Q(reply="") & Q(replied_at__isnull=False)), name="a_reply_says_something_and_when"
            ),
            models.CheckConstraint(condition=Q(edited_at=None) | Q(edited_at__gte=F("written_at")), name="a_review_is_edited_after_it_is_written"),
        ]
        indexes = [
            models.Index(fields=["shop", "-written_at"], name="review_by_shop"),
            models.Index(fields=["buyer", "-written_at"], name="review_by_buyer"),
            models.Index(fields=["shop", "written_at"], condition=Q(replied_at=None, status="published"), name="review_to_answer"),
        ]

    @property
    def is_shown(self) -> bool:
        return self.status == self.Status.PUBLISHED

    def may_be_edited(self, at: datetime) -> bool:
        """Once, within a week, and not while the platform hides it."""
        return self.is_shown and self.edited_at is None and at <= self.written_at + rules.EDITABLE


class Mark(models.Model):
    """Stars for one line of the order."""

    review = models.ForeignKey(Review, on_delete=models.CASCADE, related_name="marks")
    line = models.ForeignKey("orders.Line", on_delete=models.PROTECT, related_name="+")
    stars = models.PositiveSmallIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["review", "line"], name="a_review_marks_a_line_once"),
            models.CheckConstraint(condition=Q(stars__gte=1, stars__lte=5), name="a_mark_is_one_to_five_stars"),
        ]


class Photo(models.Model):
    """A picture beside a review, shown to everybody as long as the review is. ``name`` is where the store keeps it."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    review = models.ForeignKey(Review, on_delete=models.PROTECT, related_name="photos")
    kind = models.TextField()
    size = models.PositiveIntegerField()
    digest = models.BinaryField(max_length=32)
    name = models.TextField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=["image/jpeg", "image/png"]), name="a_review_shows_pictures"),
            models.CheckConstraint(condition=Q(size__gt=0, size__lte=5 * 1024 * 1024), name="a_reviews_picture_is_at_most_five_megabytes"),
            models.UniqueConstraint(fields=["review", "digest"], name="a_review_shows_a_picture_once"),
        ]
