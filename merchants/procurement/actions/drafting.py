"""Writing down what a shop wants of one supplier."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from ecosystem.audit.public import Note, record, record_all
from ecosystem.kernel.actor import Actor
from ecosystem.kernel.ids import uuid7
from ecosystem.kernel.money import CNY, line_minor
from ecosystem.kernel.verbs import entry, inner
from ecosystem.once.public import once
from merchants.shops.public import BUYERS, Shop, shop_for

from .. import access, rules
from ..errors import ArticleNotFound, BadTerms, NothingWanted, PurchaseMoved
from ..models import Line, Order, Source, Supplier
from ..models.orders import Billing
from ..rules import Want
from .listing import policy_of
from .moving import require_in


@entry
def draft_order(
    *, shop_id: UUID, supplier_id: UUID, wants: Sequence[Want], note: str = "", billing: str = "receipt", key: str, by: Actor, at: datetime
) -> Order:
    """A draft that nobody but the shop sees; the same key gives the same draft.

    Raises:
        NotFound: not a shop where the actor buys.
        SupplierNotFound: no such supplier for this shop.
        NothingWanted, ArticleNotFound, NotOrderable, BadTerms: what is wanted is no order.
    """
    with once(key, verb="procurement.draft", by=by, body=draft_body(shop_id, supplier_id, wants, note, billing), at=at) as turn:
        if turn.earlier:
            return access.buyers_order(by, UUID(turn.earlier["order"]), BUYERS)
        shop = shop_for(by, shop_id, BUYERS)
        supplier = access.supplier_seen([shop.pk], supplier_id)
        order = make_draft(shop=shop, supplier=supplier, wants=wants, note=note, billing=billing, by=by, at=at)
        turn.remember(order=order.pk)
        return order


@inner
def make_draft(
    *, shop: Shop, supplier: Supplier, wants: Sequence[Want], note: str = "", billing: str = Billing.RECEIPT, by: Actor, at: datetime
) -> Order:
    """What ``draft_order`` does once the actor and the key are settled."""
    order_id = uuid7()
    lines = draft_lines(order_id, shop, supplier, wants)
    order = draft_purchase(order_id, shop, supplier, lines, note=note, by=by, at=at)
    order.billing = billing
    order.save(force_insert=True)
    Line.objects.bulk_create(lines)
    record_all([drafted_note(order, lines, by=by, at=at)])
    return order


def draft_purchase(order_id: UUID, shop: Shop, supplier: Supplier, lines: Sequence[Line], *, note: str = "", by: Actor, at: datetime) -> Order:
    """The unsaved order of these lines."""
    return Order(
        id=order_id,
        number=rules.number_of(order_id),
        shop=shop,
        supplier=supplier,
        total_minor=sum(line.gross_minor for line in lines),
        currency=CNY,
        pay_days=supplier.pay_days,
        note=note[:200],
        made_by_id=by.person_id,
        made_at=at,
    )


def drafted_note(order: Order, lines: Sequence[Line], *, by: Actor, at: datetime) -> Note:
    return Note(
        act="procurement.draft", target=order, by=by, at=at, after={"total_minor": order.total_minor, "lines": len(lines)}, about=order.shop_id
    )


def draft_body(shop_id: UUID, supplier_id: UUID, wants: Sequence[Want], note: str = "", billing: str = "receipt") -> dict[str, object]:
    """What a repeated draft must say again."""
    return {"shop": shop_id, "supplier": supplier_id, "wants": [(want.article_id, want.quantity) for want in wants], "note": note} | (
        {} if billing == "receipt" else {"billing": billing}
    )


@entry
def rewrite_draft(*, order_id: UUID, wants: Sequence[Want], seen_version: int, billing: str = "", by: Actor, at: datetime) -> Order:
    """Replace a draft's lines, and say how it is to be billed where that is said.

    Raises:
        PurchaseNotFound, PurchaseMoved: not a draft of the actor's shop, or somebody changed it after the page was drawn.
        NothingWanted, ArticleNotFound, NotOrderable, BadTerms: as ``draft_order``.
    """
    order = access.buyers_order(by, order_id, BUYERS, lock=True)
    require_in(order, ("draft",))
    if order.version != seen_version:
        raise PurchaseMoved(status=str(Order.Status(order.status).label))
    if billing not in ("", *Billing.values):
        raise BadTerms
    order.billing = billing or order.billing
    return write_lines(order, wants, by=by, at=at)


@entry
def add_lines(*, order_id: UUID, wants: Sequence[Want], by: Actor, at: datetime) -> Order:
    """More on a draft; of an article that is on it already, the larger quantity stays. Raises as ``rewrite_draft``."""
    order = access.buyers_order(by, order_id, BUYERS, lock=True)
    require_in(order, ("draft",))
    wanted = dict(order.lines.values_list("article_id", "quantity"))
    for want in wants:
        wanted[want.article_id] = max(want.quantity, wanted.get(want.article_id, Decimal(0)))
    return write_lines(order, [Want(article_id, quantity) for article_id, quantity in wanted.items()], by=by, at=at)


@inner
def write_lines(order: Order, wants: Sequence[Want], *, by: Actor, at: datetime) -> Order:
    lines = draft_lines(order.pk, order.shop, order.supplier, wants)
    before = order.total_minor
    order.lines.all().delete()
    Line.objects.bulk_create(lines)
    order.total_minor, order.version = sum(line.gross_minor for line in lines), order.version + 1
    order.save(update_fields=["total_minor", "billing", "version"])
    record(
        "procurement.rewrite",
        target=order,
        by=by,
        at=at,
        before={"total_minor": before},
        after={"total_minor": order.total_minor, "billing": order.billing},
        about=order.shop_id,
    )
    return order


def draft_lines(order_id: UUID, shop: Shop, supplier: Supplier, wants: Sequence[Want]) -> list[Line]:
    """Unsaved lines at the price list's prices, in steps of the supplier's, of what the shop has linked."""
    wanted = {want.article_id: want.quantity for want in wants}
    if not wanted or len(wanted) != len(wants) or len(wanted) > rules.MAX_LINES:
        raise NothingWanted
    sources = {
        source.article_id: source
        for source in Source.objects.filter(article__in=list(wanted), article__supplier=supplier, article__offered=True, sku__shop=shop)
        .select_related("article")
        .order_by("preferred", "-pk")
    }
    if len(sources) < len(wanted):
        raise ArticleNotFound
    over_bp = policy_of(shop.pk).over_receipt_bp
    return [draft_line(order_id, place, sources[article_id], wanted[article_id], over_bp) for place, article_id in enumerate(wanted, start=1)]


def draft_line(order_id: UUID, position: int, source: Source, quantity: Decimal, over_bp: int) -> Line:
    """An unsaved line at the price list's price. Raises ``BadTerms`` or ``NotOrderable``."""
    article = source.article
    rules.checked_quantity(quantity)
    rules.require_orderable(article.name, quantity, moq=article.moq, multiple=article.multiple)
    return Line(
        order_id=order_id,
        position=position,
        article=article,
        sku_id=source.sku_id,
        name_zh=article.name_zh,
        name_en=article.name_en,
        unit_zh=article.unit_zh,
        unit_en=article.unit_en,
        per_unit=source.per_unit,
        whole=article.whole,
        quantity=quantity,
        unit_minor=article.price_minor,
        gross_minor=line_minor(article.price_minor, quantity),
        tax_bp=article.tax_bp,
        over_bp=over_bp,
    )
