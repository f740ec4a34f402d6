"""What a shop sells, and every price it has ever asked."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from ecosystem.kernel.ids import uuid7
from ecosystem.kernel.names import in_language


class Sku(models.Model):
    """One thing on a shop's shelf. Never deleted once sold: it is taken off sale."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    shop = models.ForeignKey("shops.Shop", on_delete=models.PROTECT, related_name="skus")
    code = models.TextField()
    name_zh = models.TextField()
    name_en = models.TextField()
    kind = models.TextField(blank=True)
    section_zh = models.TextField(blank=True)
    section_en = models.TextField(blank=True)
    size = models.TextField(blank=True)
    price_minor = models.BigIntegerField()
    on_sale = models.BooleanField(default=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["shop", "code"], name="sku_code_is_unique_in_its_shop"),
            models.CheckConstraint(condition=Q(price_minor__gt=0), name="sku_has_a_price"),
            models.CheckConstraint(condition=~Q(name_zh="") & ~Q(name_en=""), name="sku_has_a_name_in_both_languages"),
        ]
        indexes = [models.Index(fields=["shop", "kind"], name="sku_by_shop_and_kind")]

    @property
    def name(self) -> str:
        return in_language(self.name_zh, self.name_en)

    @property
    def section(self) -> str:
        """The part of the shelf it lies on."""
        return in_language(self.section_zh, self.section_en)


class PriceChange(models.Model):
    """A price from a moment on; the first row is the opening price."""

    sku = models.ForeignKey(Sku, on_delete=models.PROTECT, related_name="price_changes")
    price_minor = models.BigIntegerField()
    from_at = models.DateTimeField()
    by = models.ForeignKey("identity.Person", on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(price_minor__gt=0), name="price_change_is_to_a_price")]
        indexes = [models.Index(fields=["sku", "-from_at"], name="price_by_sku_and_moment")]
