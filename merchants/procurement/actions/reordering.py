"""From what runs low to a draft order: with one tap, or by itself each night where a shop wants that."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from ecosystem.audit.public import record
from ecosystem.kernel.actor import Actor, platform
from ecosystem.kernel.clock import business_date
from ecosystem.kernel.verbs import entry, inner
from ecosystem.once.public import once
from merchants.catalog.public import Sku, SkuNotFound
from merchants.shops.public import BUYERS, Shop, shop_for

from .. import access, rules
from ..errors import BadTerms, NothingLeft
from ..models import Order, Reordering, ReorderRule, Supplier
from ..queries.reordering import Suggestion, drafted_alone, suggestions_for, wants_drafts
from ..rules import WHOLE_BP, Season, Want
from .drafting import make_draft
from .telling import tell

NIGHT = platform("procurement.reordering")


@entry
def draft_suggested(*, shop_id: UUID, supplier_id: UUID, key: str, by: Actor, at: datetime) -> Order:
    """Put everything that runs low and comes from one supplier on a draft; what is on a draft already is left out.

    Raises:
        NotFound: not a shop where the actor buys.
        SupplierNotFound: no such supplier for this shop.
        NothingLeft: nothing runs low, or it is on a draft by now.
    """
    with once(key, verb="procurement.draft_suggested", by=by, body={"shop": shop_id, "supplier": supplier_id}, at=at) as turn:
        # The shop's lock makes a second tap wait here and then find the goods on the first one's draft.
        shop = shop_for(by, shop_id, BUYERS, lock=True)
        if turn.earlier:
            return access.buyers_order(by, UUID(turn.earlier["order"]), BUYERS)
        supplier = access.supplier_seen([shop.pk], supplier_id)
        order = _draft(shop, supplier, suggestions_for(shop.pk, at=at, supplier_id=supplier.pk), by=by, at=at)
        if order is None:
            raise NothingLeft
        turn.remember(order=order.pk)
        return order


@entry
def draft_by_itself(*, shop_id: UUID, supplier_id: UUID, at: datetime) -> Order | None:
    """The night's draft of what runs low and comes from one supplier, once a business day. Somebody of the shop looks at it and sends it.

    What it holds are the goods whose own rule, or else whose supplier's, says so. ``None`` where the shop does not want that (any more), this
    day's look was taken, or nothing runs low.
    """
    # The shop's lock makes a tap on the page, or another worker's night, wait here and then find the goods on this draft.
    shop = Shop.objects.select_for_update(of=("self",)).get(pk=shop_id)
    today = business_date(at)
    known, _made = Reordering.objects.get_or_create(shop=shop, supplier_id=supplier_id)
    if (known.drafted_on is not None and known.drafted_on >= today) or not wants_drafts(known):
        return None
    known.drafted_on = today
    known.save(update_fields=["drafted_on"])
    low = suggestions_for(shop.pk, at=at, supplier_id=supplier_id)
    order = _draft(shop, known.supplier, drafted_alone(known, low), by=NIGHT, at=at)
    if order is not None:
        tell(order, "purchase_drafted", to="buyer", key="drafted", at=at, amount_minor=order.total_minor)
    return order


@inner
def _draft(shop: Shop, supplier: Supplier, low: Sequence[Suggestion], *, by: Actor, at: datetime) -> Order | None:
    """What runs low and comes from one supplier as a draft; the caller holds the shop."""
    # One article may serve two SKUs; the draft's line is for the one that needs more.
    wants: dict[UUID, Decimal] = {}
    for one in low[: rules.MAX_LINES]:
        wants[one.article_id] = max(one.units, wants.get(one.article_id, Decimal(0)))
    return make_draft(shop=shop, supplier=supplier, wants=[Want(*want) for want in wants.items()], by=by, at=at) if wants else None


@entry
def set_reordering(*, shop_id: UUID, supplier_id: UUID, trigger: str, by: Actor, at: datetime) -> Reordering:
    """Say whether what runs low and comes from a supplier is only shown, or put on a draft each night.

    Raises:
        NotFound: not a shop where the actor buys.
        SupplierNotFound: no such supplier for this shop.
        BadTerms: neither of the two.
    """
    shop = shop_for(by, shop_id, BUYERS)
    supplier = access.supplier_seen([shop.pk], supplier_id)
    if trigger not in Reordering.Trigger.values:
        raise BadTerms
    before = Reordering.objects.filter(shop=shop, supplier=supplier).values("supplier", "trigger").first()
    row, _made = Reordering.objects.update_or_create(shop=shop, supplier=supplier, defaults={"trigger": trigger})
    after = {"supplier": str(supplier.pk), "trigger": trigger}
    record("procurement.reordering", target=row, by=by, at=at, before=before, after=after, about=shop.pk)
    return row


@entry
def set_reorder_rule(
    *,
    sku_id: UUID,
    minimum: Decimal,
    maximum: Decimal,
    review_days: int,
    snoozed_until: date | None,
    lead_days: int | None = None,
    season: Season | None = None,
    trigger: str = "",
    by: Actor,
    at: datetime,
) -> ReorderRule:
    """Say how little of a SKU is too little, when more of it is sold than usual, and whether it is drafted by itself.

    Raises ``SkuNotFound``, or ``BadTerms`` where the most is less than the least, a number of days or a season is out of range, or the trigger
    is none.
    """
    sku = Sku.objects.filter(pk=sku_id).first()
    if sku is None:
        raise SkuNotFound
    shop_for(by, sku.shop_id, BUYERS)
    _require_sense(minimum, maximum, review_days, lead_days, season, trigger)
    values: dict[str, object] = {
        "trigger": trigger,
        "minimum": minimum,
        "maximum": maximum,
        "review_days": review_days,
        "snoozed_until": snoozed_until,
        "lead_days": lead_days,
    }
    values |= {"season_from": season and season.starts, "season_until": season and season.until, "season_bp": season.sales_bp if season else WHOLE_BP}
    stood = ReorderRule.objects.filter(sku=sku).values(*values).first()
    rule, _made = ReorderRule.objects.update_or_create(sku=sku, defaults=values)
    before, after = ({name: str(value) for name, value in said.items()} if said else None for said in (stood, values))
    record("procurement.reorder_rule", target=rule, by=by, at=at, before=before, after=after, about=sku.shop_id)
    return rule


def _require_sense(minimum: Decimal, maximum: Decimal, review_days: int, lead_days: int | None, season: Season | None, trigger: str) -> None:
    for quantity in (minimum, maximum):
        if quantity:
            rules.checked_quantity(quantity)
    if maximum < minimum or not 1 <= review_days <= 90 or not 0 <= (lead_days or 0) <= 365:
        raise BadTerms
    if season is not None and (season.until < season.starts or not 1_000 <= season.sales_bp <= 100_000):
        raise BadTerms
    if trigger not in ReorderRule.Trigger.values:
        raise BadTerms
