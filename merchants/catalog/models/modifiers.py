"""What a buyer may choose with an article: how sweet, how large, what on top."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from ecosystem.kernel.ids import uuid7
from ecosystem.kernel.names import in_language


class ModifierGroup(models.Model):
    """One question with its answers; a buyer picks between ``min_picks`` and ``max_picks`` of them. Required is a least of one."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    party = models.ForeignKey("identity.Party", on_delete=models.PROTECT, related_name="+")
    name_zh = models.TextField()
    name_en = models.TextField()
    min_picks = models.PositiveSmallIntegerField(default=0)
    max_picks = models.PositiveSmallIntegerField(default=1)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(name_zh="") & ~Q(name_en=""), name="modifier_group_has_a_name_in_both_languages"),
            models.CheckConstraint(condition=Q(max_picks__gte=1, min_picks__lte=F("max_picks")), name="modifier_group_asks_no_more_than_it_takes"),
            models.UniqueConstraint(fields=["party", "name_zh", "name_en"], name="modifier_group_is_named_once_in_its_merchant"),
        ]

    @property
    def name(self) -> str:
        return in_language(self.name_zh, self.name_en)

    @property
    def is_required(self) -> bool:
        return self.min_picks > 0


class ModifierOption(models.Model):
    """One answer. It may cost more or less, and use up so many base units of a variant."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    group = models.ForeignKey(ModifierGroup, on_delete=models.PROTECT, related_name="options")
    position = models.PositiveSmallIntegerField()
    name_zh = models.TextField()
    name_en = models.TextField()
    delta_minor = models.BigIntegerField(default=0)
    uses = models.ForeignKey("catalog.Variant", on_delete=models.PROTECT, null=True, related_name="+")
    uses_quantity = models.DecimalField(max_digits=14, decimal_places=3, null=True)
    ended = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(name_zh="") & ~Q(name_en=""), name="modifier_option_has_a_name_in_both_languages"),
            models.CheckConstraint(
                condition=Q(uses=None, uses_quantity=None) | Q(uses__isnull=False, uses_quantity__gt=0), name="a_linked_option_uses_something"
            ),
        ]
        indexes = [models.Index(fields=["group", "position"], name="modifier_option_by_group")]

    @property
    def name(self) -> str:
        return in_language(self.name_zh, self.name_en)


class ProductGroup(models.Model):
    """A question that is asked with a product, in its place."""

    product = models.ForeignKey("catalog.Product", on_delete=models.CASCADE, related_name="asked")
    group = models.ForeignKey(ModifierGroup, on_delete=models.PROTECT, related_name="asked_with")
    position = models.PositiveSmallIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["product", "group"], name="a_question_is_asked_once_with_a_product")]
