"""A product of a merchant, its variants, and where each is listed at a price."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from ecosystem.kernel.ids import uuid7
from ecosystem.kernel.names import in_language
from ecosystem.kernel.taxes import MOST_TAX_BP

from ..rules.units import MOST_MAKING


class Unit(models.TextChoices):
    """What goods are counted, measured or weighed in."""

    PIECE = "piece", _("piece")
    BOTTLE = "bottle", _("bottle")
    CAN = "can", _("can")
    BAG = "bag", _("bag")
    PACK = "pack", _("pack")
    BOX = "box", _("box")
    CASE = "case", _("case")
    BOWL = "bowl", _("bowl")
    CUP = "cup", _("cup")
    PORTION = "portion", _("portion")
    SET = "set", _("set")
    PAIR = "pair", _("pair")
    JIN = "jin", _("500 g")
    KG = "kg", _("kg")
    GRAM = "gram", _("g")
    LITRE = "litre", _("litre")
    METRE = "metre", _("metre")


class Product(models.Model):
    """What a merchant calls one thing, in however many variants it comes."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    party = models.ForeignKey("identity.Party", on_delete=models.PROTECT, related_name="+")
    name_zh = models.TextField()
    name_en = models.TextField()
    kind = models.TextField(blank=True)
    section_zh = models.TextField(blank=True)
    section_en = models.TextField(blank=True)

    class Meta:
        constraints = [models.CheckConstraint(condition=~Q(name_zh="") & ~Q(name_en=""), name="product_has_a_name_in_both_languages")]
        indexes = [models.Index(fields=["party", "name_en"], name="product_by_merchant")]

    @property
    def name(self) -> str:
        return in_language(self.name_zh, self.name_en)


class Variant(models.Model):
    """A product in one size or colour, with its codes and units.

    Stock is kept in the base unit. One sale unit holds ``sale_factor`` base units, one purchase
    unit ``purchase_factor``; ``whole_only`` says that base units are never split. ``tax_bp`` is the
    tax that its price holds; without one, it is what the merchant's terms of the day say.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    product = models.ForeignKey(Product, on_delete=models.PROTECT, related_name="variants")
    party = models.ForeignKey("identity.Party", on_delete=models.PROTECT, related_name="+")
    code = models.TextField()
    barcode = models.TextField(null=True)  # noqa: DJ001 - absent is not the same as equal
    size = models.TextField(blank=True)
    base_unit = models.TextField(choices=Unit.choices, default=Unit.PIECE)
    sale_unit = models.TextField(choices=Unit.choices, default=Unit.PIECE)
    purchase_unit = models.TextField(choices=Unit.choices, default=Unit.PIECE)
    sale_factor = models.DecimalField(max_digits=14, decimal_places=3, default=1)
    purchase_factor = models.DecimalField(max_digits=14, decimal_places=3, default=1)
    whole_only = models.BooleanField(default=True)
    tax_bp = models.PositiveSmallIntegerField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["party", "code"], name="variant_code_is_unique_in_its_merchant"),
            models.UniqueConstraint(fields=["party", "barcode"], name="barcode_is_unique_in_its_merchant"),
            models.CheckConstraint(condition=~Q(code=""), name="variant_has_a_code"),
            models.CheckConstraint(condition=Q(barcode=None) | Q(barcode__regex=r"^([0-9]{8}|[0-9]{12,14})$"), name="barcode_is_a_gtin"),
            models.CheckConstraint(
                condition=Q(base_unit__in=Unit.values) & Q(sale_unit__in=Unit.values) & Q(purchase_unit__in=Unit.values),
                name="variant_has_known_units",
            ),
            models.CheckConstraint(condition=Q(sale_factor__gt=0) & Q(purchase_factor__gt=0), name="units_convert_by_more_than_nothing"),
            models.CheckConstraint(condition=Q(tax_bp=None) | Q(tax_bp__lte=MOST_TAX_BP), name="a_price_holds_less_tax_than_half"),
            models.CheckConstraint(condition=~Q(sale_unit=models.F("base_unit")) | Q(sale_factor=1), name="a_unit_is_once_itself"),
        ]


class Sku(models.Model):
    """A variant listed at a shop: the one thing on its shelf that everything else refers to.

    Names, section, size and code are the product's and variant's, kept here for the shelf; the
    verbs write all of them. Once sold or stocked it is archived, never deleted. ``make_minutes`` is
    what making one takes where the shop makes it to order.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    shop = models.ForeignKey("shops.Shop", on_delete=models.PROTECT, related_name="skus")
    variant = models.ForeignKey(Variant, on_delete=models.PROTECT, related_name="listings")
    code = models.TextField()
    name_zh = models.TextField()
    name_en = models.TextField()
    kind = models.TextField(blank=True)
    section_zh = models.TextField(blank=True)
    section_en = models.TextField(blank=True)
    size = models.TextField(blank=True)
    price_minor = models.BigIntegerField()
    on_sale = models.BooleanField(default=True)
    sold_out_until = models.DateTimeField(null=True)
    daily_cap = models.DecimalField(max_digits=14, decimal_places=3, null=True)
    make_minutes = models.PositiveSmallIntegerField(default=0, db_default=0)
    archived_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["shop", "code"], name="sku_code_is_unique_in_its_shop"),
            models.UniqueConstraint(fields=["shop", "variant"], name="a_variant_is_listed_once_in_a_shop"),
            models.CheckConstraint(condition=Q(price_minor__gt=0), name="sku_has_a_price"),
            models.CheckConstraint(condition=~Q(name_zh="") & ~Q(name_en=""), name="sku_has_a_name_in_both_languages"),
            models.CheckConstraint(condition=Q(daily_cap=None) | Q(daily_cap__gt=0), name="daily_cap_is_of_something"),
            models.CheckConstraint(condition=Q(make_minutes__lte=MOST_MAKING), name="an_article_is_made_within_a_day"),
            models.CheckConstraint(condition=Q(archived_at=None) | Q(on_sale=False), name="what_is_archived_is_not_on_sale"),
        ]
        indexes = [
            models.Index(fields=["shop", "kind"], name="sku_by_shop_and_kind"),
            models.Index(fields=["shop", "section_en", "name_en", "id"], name="sku_by_shop_and_shelf"),
        ]

    @property
    def name(self) -> str:
        return in_language(self.name_zh, self.name_en)

    @property
    def section(self) -> str:
        """The part of the shelf it lies on."""
        return in_language(self.section_zh, self.section_en)


class Window(models.Model):
    """When in the week a listing is sold; one without windows is sold whenever its shop is open.

    Minutes of the town's day; closing beyond 1440 is after midnight.
    """

    sku = models.ForeignKey(Sku, on_delete=models.CASCADE, related_name="windows")
    weekday = models.PositiveSmallIntegerField()
    opens_minute = models.PositiveSmallIntegerField()
    closes_minute = models.PositiveSmallIntegerField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(weekday__lte=6), name="window_is_on_a_day_of_the_week"),
            models.CheckConstraint(
                condition=Q(opens_minute__lt=1440, closes_minute__gt=models.F("opens_minute"), closes_minute__lte=models.F("opens_minute") + 1440),
                name="window_opens_before_it_closes",
            ),
            models.UniqueConstraint(fields=["sku", "weekday", "opens_minute"], name="a_window_opens_once"),
        ]


class PriceChange(models.Model):
    """A price from a moment on; the first row is the opening price."""

    sku = models.ForeignKey(Sku, on_delete=models.PROTECT, related_name="price_changes")
    price_minor = models.BigIntegerField()
    from_at = models.DateTimeField()
    by = models.ForeignKey("identity.Person", on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(price_minor__gt=0), name="price_change_is_to_a_price")]
        indexes = [models.Index(fields=["sku", "-from_at"], name="price_by_sku_and_moment")]
