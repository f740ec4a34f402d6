"""Putting new things on the shelf: a product, another variant of it, or a listing at another shop."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction

from ecosystem.audit.public import Note, record_all
from ecosystem.kernel.actor import Actor
from ecosystem.kernel.verbs import entry
from merchants.shops.public import KEEPERS, Described, describe, shop_for

from .. import access, rules
from ..errors import BarcodeTaken, CodeTaken, SkuNotFound
from ..models import PriceChange, Product, Sku, Variant


@dataclass(frozen=True, slots=True)
class Article:
    """What a shop says of something it sells. The price is in minor units, of one sale unit."""

    code: str
    name_zh: str
    name_en: str
    price_minor: int
    kind: str = ""
    size: str = ""
    section_zh: str = ""
    section_en: str = ""
    barcode: str = ""
    units: rules.Units = field(default_factory=rules.Units)
    tax_bp: int | None = None
    make_minutes: int = 0


@dataclass(frozen=True, slots=True)
class Drafted:
    """The unsaved rows of one article at one shop, in the order in which they are written."""

    product: Product
    variant: Variant
    sku: Sku

    @property
    def described(self) -> Described:
        return Described(self.sku.shop_id, (self.sku.name_zh, self.sku.name_en), self.sku.pk, self.sku.on_sale)

    def write(self) -> None:
        """Written, and found by its names. Raises ``CodeTaken`` or ``BarcodeTaken``."""
        try:
            with transaction.atomic():
                for row in (self.product, self.variant, self.sku):
                    if row._state.adding:
                        row.save(force_insert=True)
                describe([self.described])
        except IntegrityError as taken:
            raise _taken(taken, self.variant) from None


@entry
def add_sku(*, shop_id: UUID, article: Article, by: Actor, at: datetime) -> Sku:
    """Put a new article on sale.

    Raises:
        NotFound: not a shop of the actor's.
        CodeTaken, BarcodeTaken, BadName, BadPrice, BadBarcode, BadTax, BadMaking, BadUnits: what is wrong with the article.
    """
    shop = shop_for(by, shop_id, roles=KEEPERS)
    return _put(draft_article(shop.party_id, shop.pk, article), by=by, at=at)


@entry
def add_variant(*, sku_id: UUID, article: Article, by: Actor, at: datetime) -> Sku:
    """Put another size or colour of an article on sale at the same shop; the names and section are the product's.

    Raises:
        SkuNotFound: absent, or in somebody else's shop.
        CodeTaken, BarcodeTaken, BadName, BadPrice, BadBarcode, BadUnits: what is wrong with the variant.
    """
    like = access.sku_for(by, sku_id)
    product = like.variant.product
    drafted = draft_article(product.party_id, like.shop_id, article, product=product)
    return _put(drafted, by=by, at=at)


@entry
def list_variant(*, sku_id: UUID, shop_id: UUID, price_minor: int, by: Actor, at: datetime) -> Sku:
    """Sell at one shop of a merchant what another lists already.

    Raises:
        NotFound, SkuNotFound: not the actor's, or shops of two merchants.
        CodeTaken: it is listed there.
        BadPrice: not a price.
    """
    shop = shop_for(by, shop_id, roles=KEEPERS)
    like = access.sku_for(by, sku_id)
    if like.variant.party_id != shop.party_id:
        raise SkuNotFound
    drafted = Drafted(like.variant.product, like.variant, _listing(shop.pk, like.variant.product, like.variant, price_minor, like.make_minutes))
    return _put(drafted, by=by, at=at)


def draft_article(party_id: UUID, shop_id: UUID, article: Article, *, product: Product | None = None) -> Drafted:
    """Unsaved rows with everything checked. Raises ``BadName``, ``BadPrice``, ``BadBarcode``, ``BadTax``, ``BadMaking`` or ``BadUnits``."""
    units = rules.checked_units(article.units)
    product = product or Product(
        party_id=party_id,
        name_zh=rules.checked_name(article.name_zh),
        name_en=rules.checked_name(article.name_en),
        kind=article.kind,
        section_zh=rules.checked_label(article.section_zh),
        section_en=rules.checked_label(article.section_en),
    )
    variant = Variant(
        product=product,
        party_id=party_id,
        code=rules.checked_code(article.code),
        barcode=rules.checked_barcode(article.barcode),
        size=rules.checked_label(article.size),
        base_unit=units.base,
        sale_unit=units.sale,
        purchase_unit=units.purchase,
        sale_factor=units.sale_factor,
        purchase_factor=units.purchase_factor,
        whole_only=units.whole_only,
        tax_bp=rules.checked_tax(article.tax_bp),
    )
    return Drafted(product, variant, _listing(shop_id, product, variant, article.price_minor, rules.checked_making(article.make_minutes)))


def _listing(shop_id: UUID, product: Product, variant: Variant, price_minor: int, make_minutes: int) -> Sku:
    return Sku(
        shop_id=shop_id,
        variant=variant,
        code=variant.code,
        name_zh=product.name_zh,
        name_en=product.name_en,
        kind=product.kind,
        section_zh=product.section_zh,
        section_en=product.section_en,
        size=variant.size,
        price_minor=rules.checked_price(price_minor),
        make_minutes=make_minutes,
    )


def _put(drafted: Drafted, *, by: Actor, at: datetime) -> Sku:
    drafted.write()
    sku = drafted.sku
    PriceChange.objects.create(sku=sku, price_minor=sku.price_minor, from_at=at, by_id=by.person_id)
    record_all([added_note(sku, by=by, at=at)])
    return sku


def added_note(sku: Sku, *, by: Actor, at: datetime) -> Note:
    return Note(act="catalog.add", target=f"sku/{sku.pk}", by=by, at=at, after={"code": sku.code, "price_minor": sku.price_minor}, about=sku.shop_id)


def _taken(error: IntegrityError, variant: Variant) -> CodeTaken | BarcodeTaken:
    return BarcodeTaken(barcode=variant.barcode) if "barcode" in str(error) else CodeTaken(code=variant.code)
