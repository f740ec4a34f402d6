"""Suppliers, their price lists, and what an article is in a shop."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from django.db import DataError, IntegrityError, transaction

from ecosystem.audit.public import Note, record, record_all
from ecosystem.identity.public import Membership, Party, holds_role
from ecosystem.kernel.actor import Actor
from ecosystem.kernel.taxes import MOST_TAX_BP
from ecosystem.kernel.verbs import entry, inner
from ecosystem.ledger.public import deposit_of, open_accounts
from merchants.catalog.public import Sku, SkuNotFound
from merchants.shops.public import BUYERS, OWNERS, shop_for

from .. import access, rules
from ..errors import AlreadySupplier, ArticleChanged, ArticleCodeTaken, BadTerms, SupplierNotFound
from ..models import Article, BuyingPolicy, Source, Supplier

MAX_NAME = 80


@dataclass(frozen=True, slots=True)
class SupplierProfile:
    """What a supplier says of itself. ``pay_days`` is how long it waits for its money."""

    name_zh: str
    name_en: str
    about_zh: str = ""
    about_en: str = ""
    contact: str = ""
    min_order_minor: int = 0
    pay_days: int = 30


@dataclass(frozen=True, slots=True)
class ArticleTerms:
    """A line of a price list: minor units for one unit, the least and the step in units, days until delivery, the tax that the price holds."""

    code: str
    name_zh: str
    name_en: str
    price_minor: int
    unit_zh: str = "件"
    unit_en: str = "piece"
    moq: Decimal = Decimal(1)
    multiple: Decimal = Decimal(1)
    whole: bool = True
    lead_days: int = 1
    offered: bool = True
    tax_bp: int | None = None


@inner
def open_supplier(*, party: Party, profile: SupplierProfile, by: Actor, at: datetime) -> Supplier:
    """Give a party its supplier's console, and the account that shops pay into.

    Raises:
        AlreadySupplier: it has one.
        BadTerms: a name is missing, or an amount or a number of days is out of range.
    """
    supplier = draft_supplier(profile, at=at)
    supplier.party = party
    try:
        with transaction.atomic():
            supplier.save(force_insert=True)
    except IntegrityError:
        raise AlreadySupplier from None
    open_accounts([deposit_of(party.pk)])
    record("procurement.supplier.open", target=supplier, by=by, at=at, after={"pay_days": supplier.pay_days})
    return supplier


@entry
def become_supplier(*, party_id: UUID, profile: SupplierProfile, by: Actor, at: datetime) -> Supplier:
    """The owner of a business starts to supply shops. Raises ``SupplierNotFound`` for whoever owns it not, else as ``open_supplier``."""
    if not holds_role(by, party_id, {Membership.Role.OWNER}):
        raise SupplierNotFound
    return open_supplier(party=Party.objects.get(pk=party_id), profile=profile, by=by, at=at)


@entry
def note_supplier(*, shop_id: UUID, profile: SupplierProfile, by: Actor, at: datetime) -> Supplier:
    """A shop writes down a supplier that is not in the circle; orders reach it by signed links."""
    shop = shop_for(by, shop_id, BUYERS)
    supplier = draft_supplier(profile, at=at)
    supplier.known_to = shop
    supplier.save(force_insert=True)
    record("procurement.supplier.note", target=supplier, by=by, at=at, about=shop.pk)
    return supplier


def draft_supplier(profile: SupplierProfile, *, at: datetime) -> Supplier:
    """An unsaved supplier of nobody yet. Raises ``BadTerms``."""
    if profile.min_order_minor < 0 or not 0 <= profile.pay_days <= 180 or len(profile.contact) > MAX_NAME:
        raise BadTerms
    values = {**asdict(profile), "name_zh": _name(profile.name_zh), "name_en": _name(profile.name_en)}
    return Supplier(**values, since=at)


@entry
def add_article(*, supplier_id: UUID, terms: ArticleTerms, by: Actor, at: datetime) -> Article:
    """Put a line on a price list.

    Raises:
        SupplierNotFound: not the actor's supplier, nor in her shop's address book.
        ArticleCodeTaken, BadTerms: what is wrong with the line.
    """
    supplier = _priced_by(by, supplier_id)
    article = draft_article(supplier, terms)
    try:
        with transaction.atomic():
            article.save(force_insert=True)
    except IntegrityError:
        raise ArticleCodeTaken(code=article.code) from None
    record_all([added_note(article, by=by, at=at)])
    return article


def added_note(article: Article, *, by: Actor, at: datetime) -> Note:
    after = {"code": article.code, "price_minor": article.price_minor}
    return Note(act="procurement.article.add", target=article, by=by, at=at, after=after)


@entry
def change_article(*, article_id: UUID, terms: ArticleTerms, seen_version: int, by: Actor, at: datetime) -> Article:
    """Change a line; orders already drafted keep their price.

    Raises:
        ArticleNotFound: absent, or another supplier's.
        ArticleChanged: somebody was faster.
        ArticleCodeTaken, BadTerms: as ``add_article``.
    """
    article = access.own_article(by, article_id, lock=True)
    if article.version != seen_version:
        raise ArticleChanged
    before = {"price_minor": article.price_minor, "tax_bp": article.tax_bp, "offered": article.offered}
    changed = draft_article(article.supplier, terms)
    changed.pk, changed.version = article.pk, article.version + 1
    try:
        with transaction.atomic():
            changed.save(force_update=True)
    except IntegrityError:
        raise ArticleCodeTaken(code=terms.code) from None
    after = {"price_minor": changed.price_minor, "tax_bp": changed.tax_bp, "offered": changed.offered}
    record("procurement.article.change", target=changed, by=by, at=at, before=before, after=after)
    return changed


def draft_article(supplier: Supplier, terms: ArticleTerms) -> Article:
    """An unsaved line of a price list, checked. Raises ``BadTerms``."""
    rules.checked_unit_price(terms.price_minor)
    for quantity in (terms.moq, terms.multiple):
        rules.checked_quantity(quantity)
        if terms.whole and quantity != quantity.to_integral_value():
            raise BadTerms
    if not 0 <= terms.lead_days <= 365 or not 0 <= (terms.tax_bp or 0) <= MOST_TAX_BP:
        raise BadTerms
    names = {name: _name(getattr(terms, name)) for name in ("code", "name_zh", "name_en", "unit_zh", "unit_en")}
    return Article(supplier=supplier, **{**asdict(terms), **names})


@entry
def link_article(*, sku_id: UUID, article_id: UUID, per_unit: Decimal, preferred: bool, by: Actor, at: datetime) -> Source:
    """Say what a supplier's article is in the shop, and how much of it one unit holds; linking again changes both.

    Raises:
        SkuNotFound: not an article of a shop where the actor buys.
        SupplierNotFound: the supplier is not one the shop may know of.
        BadTerms: a unit holds nothing.
    """
    sku = Sku.objects.filter(pk=sku_id).select_related("shop").first()
    if sku is None:
        raise SkuNotFound
    shop_for(by, sku.shop_id, BUYERS)
    article = Article.objects.filter(pk=article_id, supplier__in=access.directory([sku.shop_id])).first()
    if article is None:
        raise SupplierNotFound
    per_unit = rules.checked_quantity(per_unit)
    # Two links of one SKU at once wait here, so that one of them stays the preferred one.
    Sku.objects.select_for_update().get(pk=sku_id)
    stood = Source.objects.filter(sku=sku, article=article).first()
    before = _linked(stood) if stood else None
    if preferred:
        Source.objects.filter(sku=sku, preferred=True).exclude(article=article).update(preferred=False)
    source, _made = Source.objects.update_or_create(sku=sku, article=article, defaults={"per_unit": per_unit, "preferred": preferred})
    record_all([linked_note(source, before=before, by=by, at=at)])
    return source


def linked_note(source: Source, *, before: dict[str, object] | None = None, by: Actor, at: datetime) -> Note:
    return Note(act="procurement.article.link", target=source, by=by, at=at, before=before, after=_linked(source), about=source.sku.shop_id)


def _linked(source: Source) -> dict[str, object]:
    return {"per_unit": str(source.per_unit), "preferred": source.preferred}


@entry
def set_buying_policy(*, shop_id: UUID, limits: dict[str, int], by: Actor, at: datetime) -> BuyingPolicy:
    """The owner says how exact deliveries and invoices must be, and for how many hours an answer is waited for. Raises ``BadTerms``."""
    shop = shop_for(by, shop_id, OWNERS)
    known = {field.name for field in BuyingPolicy._meta.concrete_fields} - {"id", "shop"}
    if set(limits) - known or any(value < 0 for value in limits.values()):
        raise BadTerms
    stood = policy_of(shop.pk)
    before = {name: getattr(stood, name) for name in limits}
    try:
        with transaction.atomic():
            policy, _made = BuyingPolicy.objects.update_or_create(shop=shop, defaults=limits)
    except (DataError, IntegrityError):
        raise BadTerms from None
    record("procurement.policy.set", target=policy, by=by, at=at, before=before, after=limits, about=policy.shop_id)
    return policy


def policy_of(shop_id: UUID) -> BuyingPolicy:
    """The shop's policy, or the one that holds until an owner sets another."""
    return BuyingPolicy.objects.filter(shop=shop_id).first() or BuyingPolicy(shop_id=shop_id)


def _priced_by(by: Actor, supplier_id: UUID) -> Supplier:
    supplier = access.suppliers_of(by, access.BILLERS).filter(pk=supplier_id).first()
    if supplier is not None:
        return supplier
    noted = Supplier.objects.filter(pk=supplier_id, known_to__isnull=False).first()
    if noted is None or noted.known_to_id is None:
        raise SupplierNotFound
    shop_for(by, noted.known_to_id, BUYERS)
    return noted


def _name(text: str) -> str:
    clean = " ".join(text.split())
    if not clean or len(clean) > MAX_NAME or not clean.isprintable():
        raise BadTerms
    return clean
