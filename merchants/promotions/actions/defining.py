"""Writing a promotion down. It is a draft until it is published, and its terms are fixed from then on."""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from datetime import datetime
from decimal import Decimal
from itertools import pairwise
from typing import Any
from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext as _

from ecosystem.audit.public import record
from ecosystem.kernel.actor import Actor
from ecosystem.kernel.money import MAX_MINOR
from ecosystem.kernel.verbs import entry, inner
from ecosystem.once.public import once
from merchants.catalog.public import Sku
from merchants.shops.public import MANAGERS, shop_for

from .. import access
from ..errors import BadTerms, BudgetNotFound, PromotionChanged, PromotionMoved
from ..models import Budget, Promotion, Scope, Step

MOST_STEPS, MOST_ARTICLES = 5, 200
BY_RATE_OR_AMOUNT = ("item", "member", "coupon")


@dataclass(frozen=True, slots=True)
class Terms:
    """What a promotion takes off. Of ``rate`` and ``off_minor`` a kind by amount has one; a ladder has steps, a flash sale a price."""

    kind: str
    name: str
    starts_at: datetime
    ends_at: datetime | None = None
    rate: Decimal | None = None
    cap_minor: int | None = None
    off_minor: int | None = None
    threshold_minor: int = 0
    steps: tuple[tuple[int, int], ...] = ()
    sku_ids: tuple[UUID, ...] = ()
    price_minor: int | None = None
    allotted: int | None = None
    total: int | None = None
    per_person: int | None = None
    points: int | None = None
    member_level: int = 0
    valid_days: int = 30
    comes_back: bool = False
    budget_minor: int | None = None
    platform_budget_id: UUID | None = None
    supplier_budget_id: UUID | None = None


@entry
def draft_promotion(*, shop_id: UUID, terms: Terms, key: str, by: Actor, at: datetime) -> Promotion:
    """Write a promotion down; nobody sees it yet. The same key writes it once.

    Raises:
        NotFound: not a shop that the actor manages.
        BadTerms: it doesn't say what is taken off, or of what.
        BudgetNotFound: a budget that is not open to the shop.
    """
    with once(key, verb="promotions.draft", by=by, body={"shop": shop_id, **asdict(terms)}, at=at) as turn:
        shop = shop_for(by, shop_id, MANAGERS)
        if turn.earlier:
            return Promotion.objects.get(pk=turn.earlier["promotion"])
        promotion = Promotion(shop=shop, created_at=at)
        _write(promotion, terms)
        record("promotions.draft", target=promotion, by=by, at=at, after={"kind": terms.kind, "name": promotion.name}, about=shop.pk)
        turn.remember(promotion=promotion.pk)
        return promotion


@entry
def change_promotion(*, promotion_id: UUID, terms: Terms, version: int, by: Actor, at: datetime) -> Promotion:
    """Word a draft anew; its kind stays. Raises as ``draft_promotion``, and ``PromotionMoved`` or ``PromotionChanged``."""
    promotion = access.promotion_for(by, promotion_id, lock=True)
    if promotion.status != Promotion.Status.DRAFT:
        raise PromotionMoved(status=promotion.get_status_display())
    if promotion.version != version:
        raise PromotionChanged
    before = {"name": promotion.name, "version": promotion.version}
    promotion.version += 1
    promotion.steps.all().delete()
    promotion.scopes.all().delete()
    _write(promotion, replace(terms, kind=promotion.kind))
    record(
        "promotions.change",
        target=promotion,
        by=by,
        at=at,
        before=before,
        after={"name": promotion.name, "version": promotion.version},
        about=promotion.shop_id,
    )
    return promotion


@inner
def _write(promotion: Promotion, terms: Terms) -> None:
    _require_sound(terms)
    sku_ids = sorted(set(terms.sku_ids))
    if Sku.objects.filter(shop=promotion.shop_id, pk__in=sku_ids, archived_at=None).count() < len(sku_ids):
        raise BadTerms(why=_("an article is not of this shop"))
    platform, supplier = _budget(promotion, terms.platform_budget_id, "platform"), _budget(promotion, terms.supplier_budget_id, "supplier")
    shares = (platform.share_pct if platform else 0, supplier.share_pct if supplier else 0)
    if sum(shares) > 100:
        raise BadTerms(why=_("the budgets together bear more than all of it"))
    plain: dict[str, Any] = asdict(terms)
    for name in ("steps", "sku_ids"):
        plain.pop(name)
    for name, value in plain.items():
        setattr(promotion, name, value)
    promotion.name = terms.name.strip()
    promotion.platform_pct, promotion.supplier_pct, promotion.merchant_pct = *shares, 100 - sum(shares)
    promotion.save()
    Step.objects.bulk_create(Step(promotion=promotion, from_minor=start, off_minor=off) for start, off in sorted(terms.steps))
    Scope.objects.bulk_create(Scope(promotion=promotion, sku_id=sku_id) for sku_id in sku_ids)


def _budget(promotion: Promotion, budget_id: UUID | None, funder: str) -> Budget | None:
    """A budget that the shop may draw on. Raises ``BudgetNotFound``."""
    if budget_id is None:
        return None
    open_to = Q(shop=None) | Q(shop=promotion.shop_id)
    budget = Budget.objects.filter(open_to, pk=budget_id, funder=funder, status=Budget.Status.ACTIVE).first()
    if budget is None:
        raise BudgetNotFound
    return budget


def _require_sound(terms: Terms) -> None:
    faults = [why for bad, why in [*_common_faults(terms), *_faults_of_kind(terms)] if bad]
    if faults:
        raise BadTerms(why=faults[0])


def _common_faults(terms: Terms) -> list[tuple[bool, str]]:
    amounts = [terms.cap_minor, terms.off_minor, terms.price_minor, terms.budget_minor, *(x for step in terms.steps for x in step)]
    return [
        (terms.kind not in Promotion.Kind.values, _("choose a kind")),
        (not terms.name.strip() or len(terms.name) > 40, _("give it a name of at most 40 characters")),
        (terms.ends_at is not None and terms.ends_at <= terms.starts_at, _("it must end after it begins")),
        (any(amount is not None and not 0 < amount <= MAX_MINOR for amount in amounts), _("an amount must be more than nothing")),
        (terms.threshold_minor < 0, _("a threshold can't be negative")),
        (terms.per_person is not None and not 0 < terms.per_person <= 1000, _("a person may have it at least once")),
        (terms.total is not None and terms.total <= 0, _("give out at least one coupon")),
        (terms.points is not None and (terms.kind != "coupon" or terms.points <= 0), _("only a coupon costs points, and at least one")),
        (terms.points is not None and bool(terms.platform_budget_id or terms.supplier_budget_id), _("what costs points is borne by the shop alone")),
        (terms.comes_back and terms.kind != "coupon", _("only a coupon comes back")),
        (terms.member_level != 0 and (terms.kind != "member" or not 0 < terms.member_level <= 3), _("only a member price asks for a level")),
        (not 0 < terms.valid_days <= 365, _("a coupon is good for 1 to 365 days")),
        (len(terms.sku_ids) > MOST_ARTICLES, _("choose at most 200 articles, or none for the whole shop")),
    ]


def _faults_of_kind(terms: Terms) -> list[tuple[bool, str]]:
    one_way = (terms.rate is None) != (terms.off_minor is None)
    whole_or_none = terms.rate is not None and not 0 < terms.rate < 1
    rungs = sorted(terms.steps)
    rising = all(low[0] < high[0] and low[1] < high[1] for low, high in pairwise(rungs))
    by_kind = {
        "ladder": [
            (not 0 < len(rungs) <= MOST_STEPS, _("a ladder has one to five steps")),
            (any(off >= start for start, off in rungs), _("a step takes off less than it asks for")),
            (not rising, _("each step asks for more and takes off more than the one before")),
        ],
        "flash": [
            (len(set(terms.sku_ids)) != 1, _("a flash sale is of one article")),
            (terms.price_minor is None or terms.allotted is None or terms.allotted <= 0, _("a flash sale has a price and a number of pieces")),
            (terms.ends_at is None, _("a flash sale has an end")),
        ],
    }
    by_amount = [
        (not one_way, _("say either per cent or an amount")),
        (whole_or_none, _("per cent off are more than 0 and less than 100")),
        (terms.cap_minor is not None and terms.rate is None, _("only a percentage has a cap")),
        (
            terms.kind == "coupon" and terms.off_minor is not None and terms.threshold_minor <= terms.off_minor,
            _("a coupon asks for more than it takes off"),
        ),
    ]
    return by_kind.get(terms.kind, by_amount)
