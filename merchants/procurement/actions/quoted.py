"""Orders that follow from an offer made elsewhere: a quotation that won, a pool that filled. Nobody types them again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from ecosystem.audit.public import Note, record_all
from ecosystem.kernel.actor import Actor
from ecosystem.kernel.ids import uuid7
from ecosystem.kernel.money import line_minor
from ecosystem.kernel.names import in_language
from ecosystem.kernel.verbs import inner
from merchants.shops.public import Shop

from .. import rules
from ..errors import ArticleNotFound, NothingWanted, NotTakingOrders
from ..models import Article, Line, Order, Revision, Source, Supplier
from .drafting import draft_purchase
from .listing import policy_of
from .moving import move
from .telling import tell
from .wording import current_wording, write_revision


@dataclass(frozen=True, slots=True)
class Quoted:
    """What a supplier offered of one SKU: units of ``per_unit`` of the SKU's own, at minor units each.

    ``article_id`` names the line of its price list where there is one.
    """

    sku_id: UUID
    names: tuple[str, str]
    units: tuple[str, str]
    per_unit: Decimal
    whole: bool
    quantity: Decimal
    unit_minor: int
    tax_bp: int | None = None
    promised_on: date | None = None
    article_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class OnTop:
    """Freight and other cost beyond the goods, in minor units, each with its rate of tax, and how they are shared over the lines."""

    freight_minor: int = 0
    other_minor: int = 0
    freight_tax_bp: int | None = None
    other_tax_bp: int | None = None
    landed_by: str = "value"


@inner
def place_quoted(*, shop: Shop, supplier: Supplier, lines: Sequence[Quoted], on_top: OnTop, code: str, note: str, by: Actor, at: datetime) -> Order:
    """An order at offered terms, on the supplier's desk at once; whoever calls has settled who may order how much.

    What the offer says stands in place of the price list's least, steps and smallest order. An article that is on no list
    is put on the supplier's, not offered to anybody, under ``code`` and the line's position.

    Raises:
        NotTakingOrders: the supplier stopped taking orders since.
        NothingWanted, BadTerms, ArticleNotFound: what is placed is no order.
    """
    if not lines or len(lines) > rules.MAX_LINES:
        raise NothingWanted
    if not supplier.taking_orders:
        raise NotTakingOrders(supplier=supplier.name)
    order_id = uuid7()
    articles = _articles(supplier, lines, code)
    over_bp = policy_of(shop.pk).over_receipt_bp
    rows = [
        draft_quoted(order_id, position, one, article, over_bp) for position, (one, article) in enumerate(zip(lines, articles, strict=True), start=1)
    ]
    order = draft_purchase(order_id, shop, supplier, rows, note=note, by=by, at=at)
    for name, value in asdict(on_top).items():
        setattr(order, name, value)
    order.save(force_insert=True)
    Line.objects.bulk_create(rows)
    record_all([placed_note(order, rows, code, by=by, at=at)])
    write_revision(order, Revision.Side.BUYER, current_wording(order), seen_revision=0, reason="", at=at)
    move(order, "sent", by=by, at=at, sent_at=at, revision=1)
    tell(order, "purchase_arrived", to="supplier", key="sent", at=at, amount_minor=order.total_minor)
    return order


def placed_note(order: Order, lines: Sequence[Line], code: str, *, by: Actor, at: datetime) -> Note:
    told = {"total_minor": order.total_minor, "lines": len(lines), "from": code}
    return Note(act="procurement.draft", target=order, by=by, at=at, after=told, about=order.shop_id)


def draft_quoted(order_id: UUID, position: int, one: Quoted, article: Article, over_bp: int) -> Line:
    """An unsaved line at an offered price. Raises ``BadTerms``."""
    rules.checked_quantity(one.quantity)
    rules.checked_unit_price(one.unit_minor)
    rules.require_whole(in_language(*one.names), one.quantity, whole=one.whole)
    return Line(
        order_id=order_id,
        position=position,
        article=article,
        sku_id=one.sku_id,
        name_zh=one.names[0],
        name_en=one.names[1],
        unit_zh=one.units[0],
        unit_en=one.units[1],
        per_unit=one.per_unit,
        whole=one.whole,
        quantity=one.quantity,
        unit_minor=one.unit_minor,
        gross_minor=line_minor(one.unit_minor, one.quantity),
        tax_bp=article.tax_bp if one.tax_bp is None else one.tax_bp,
        promised_on=one.promised_on,
        over_bp=over_bp,
    )


@inner
def _articles(supplier: Supplier, lines: Sequence[Quoted], code: str) -> list[Article]:
    """The price list's line for each, made where there is none that holds as much."""
    known: dict[tuple[UUID, Decimal], Article] = {}
    sources = Source.objects.filter(sku__in=[one.sku_id for one in lines], article__supplier=supplier).select_related("article")
    for source in sources.order_by("-pk"):
        known[source.sku_id, source.per_unit] = source.article
    named = Article.objects.filter(supplier=supplier).in_bulk([one.article_id for one in lines if one.article_id])
    found: list[Article] = []
    made: list[Source] = []
    for position, one in enumerate(lines, start=1):
        article = named.get(one.article_id) if one.article_id else known.get((one.sku_id, one.per_unit))
        if one.article_id and article is None:
            raise ArticleNotFound
        if article is None:
            article = _unlisted(supplier, one, f"{code}-{position}")
            made.append(Source(sku_id=one.sku_id, article=article, per_unit=one.per_unit))
        found.append(article)
    Source.objects.bulk_create(made)
    return found


@inner
def _unlisted(supplier: Supplier, one: Quoted, code: str) -> Article:
    article = Article(
        supplier=supplier,
        code=code,
        name_zh=one.names[0],
        name_en=one.names[1],
        unit_zh=one.units[0],
        unit_en=one.units[1],
        price_minor=one.unit_minor,
        tax_bp=one.tax_bp,
        whole=one.whole,
        offered=False,
    )
    article.save(force_insert=True)
    return article
