from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Count, F, Min, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import TruncDate

from ecosystem.kernel.clock import TOWN_TIME, midnight
from ecosystem.payments.public import open_case_ids
from merchants.orders.public import Order
from merchants.settlement.public import Settlement, advanced_minor, advanced_since, shops_in_debt
from merchants.shops.public import Shop

from . import rules
from .models import Payout, PayoutTerms

WAITING = Q(payout_id=None, released_at__isnull=False)
FEES = F("commission_minor") + F("commission_tax_minor") + F("acquiring_fee_minor")
SOLD = F("goods_minor") + F("subsidy_minor") + F("delivery_fee_minor")
DAY = TruncDate("settled_at", tzinfo=TOWN_TIME)


def terms_of(shop_id: UUID) -> PayoutTerms:
    """The shop's terms, or those of a shop that never chose."""
    return PayoutTerms.objects.filter(shop=shop_id).first() or PayoutTerms(shop_id=shop_id)


def shops_due(at: datetime) -> list[UUID]:
    """Shops that are paid now by their schedule, and those whose refunds the bank put up for."""
    waiting = Settlement.objects.filter(WAITING).values("shop").annotate(oldest=Min("settled_at")).values_list("shop", "oldest")
    chosen = {terms.shop_id: terms for terms in PayoutTerms.objects.all()}
    none = PayoutTerms()
    due = {shop for shop, oldest in waiting if rules.is_due((t := chosen.get(shop, none)).schedule, t.weekday, oldest=oldest, at=at)}
    return sorted(due | set(shops_in_debt()))


def payouts_of(shop_ids: Collection[UUID], *, most: int = 30) -> QuerySet[Payout]:
    return Payout.objects.filter(shop__in=shop_ids).select_related("shop").prefetch_related("deductions").order_by("-made_at", "-pk")[:most]


def payout_of(payout_id: UUID, shop_ids: Collection[UUID]) -> Payout | None:
    return Payout.objects.filter(pk=payout_id, shop__in=shop_ids).select_related("shop").prefetch_related("deductions").first()


def payouts_to_look_at(*, most: int = 50) -> QuerySet[Payout]:
    """For the bank: what waits for approval, has come back, or has been on its way."""
    open_ = Payout.objects.filter(status__in=["draft", "approved", "failed", "returned"])
    return open_.select_related("shop").order_by("made_at", "pk")[:most]


def waiting_of(shop_ids: Collection[UUID]) -> dict[str, int]:
    """The waterfall of what will be paid out next, in minor units."""
    return _waterfall(Settlement.objects.filter(WAITING, shop__in=shop_ids))


def sums_of(shop_ids: Collection[UUID], *, payout_id: UUID | None = None, on: date | None = None) -> dict[str, int]:
    """The waterfall of a payout or a day."""
    return _waterfall(_mine(shop_ids, payout_id, on))


def sums_between(shop_ids: Collection[UUID], *, since: date, until: date) -> dict[str, int]:
    """The waterfall of a span of days, both inclusive."""
    mine = Settlement.objects.filter(shop__in=shop_ids, settled_at__gte=_begins(since), settled_at__lt=_begins(until) + timedelta(days=1))
    return _waterfall(mine)


def owed_of(shop_id: UUID) -> int:
    """What the bank has put up for the shop's refunds."""
    return advanced_minor(shop_id)


def _waterfall(entries: QuerySet[Settlement]) -> dict[str, int]:
    """Refunds are told apart from sales; commission, tax and the acquirer's fee are what stays after them."""
    row = entries.aggregate(
        entries=Count("pk"),
        orders=Count("pk", filter=Q(kind="sale")),
        goods=Sum("goods_minor", filter=Q(kind="sale")),
        subsidy=Sum("subsidy_minor", filter=Q(kind="sale")),
        delivery=Sum("delivery_fee_minor", filter=Q(kind="sale")),
        parcels=Sum("delivery_fee_minor", filter=Q(kind="parcel")),
        refunds=Sum(SOLD, filter=Q(kind="reversal")),
        commission=Sum("commission_minor"),
        tax=Sum("commission_tax_minor"),
        acquiring=Sum("acquiring_fee_minor"),
        recovered=Sum("recovered_minor"),
        net=Sum("net_minor"),
    )
    sums = {name: value or 0 for name, value in row.items()}
    # As they change what the shop gets.
    shown = {f"{name}_shown": -sums[name] for name in ("commission", "tax", "acquiring")}
    return {**sums, **shown, "fees": sums["commission"] + sums["tax"] + sums["acquiring"]}


@dataclass(frozen=True, slots=True)
class DayRow:
    """One day of a shop's statement. ``gross − refunds − fees + recovered = net``, in minor units."""

    on: date
    orders: int
    gross_minor: int
    refunds_minor: int
    fees_minor: int
    recovered_minor: int
    net_minor: int
    unpaid: int
    expected_on: date | None
    payouts: tuple[Payout, ...]
    differs: bool

    @property
    def refunds_shown(self) -> int:
        return -self.refunds_minor

    @property
    def fees_shown(self) -> int:
        """As they change what the shop gets: below zero, or above where refunds gave more back."""
        return -self.fees_minor


def days_of(shop_id: UUID, terms: PayoutTerms, *, at: datetime, on: date | None = None) -> list[DayRow]:
    """The last fourteen days, or one, on which something was settled, newest first; four statements however many."""
    begins = midnight(at) - timedelta(days=13)
    mine = _mine([shop_id], None, on) if on else Settlement.objects.filter(shop=shop_id, settled_at__gte=begins)
    sums = (
        mine.annotate(day=DAY)
        .values("day")
        .annotate(
            orders=Count("pk", filter=Q(kind="sale")),
            gross=Sum(SOLD, filter=Q(kind__in=["sale", "parcel"]), default=0),
            refunds=Sum(SOLD, filter=Q(kind="reversal"), default=0),
            fees=Sum(FEES),
            recovered=Sum("recovered_minor"),
            net=Sum("net_minor"),
            unpaid=Count("pk", filter=Q(payout_id=None)),
            available=Min("available_on", filter=Q(payout_id=None)),
        )
    )
    paid, differing = _payouts_by_day(mine), _days_that_differ(shop_id, mine)
    return [
        DayRow(
            on=row["day"],
            orders=row["orders"],
            gross_minor=row["gross"],
            refunds_minor=-row["refunds"],
            fees_minor=row["fees"],
            recovered_minor=row["recovered"],
            net_minor=row["net"],
            unpaid=row["unpaid"],
            expected_on=rules.expected_on(terms.schedule, terms.weekday, row["day"], row["available"]) if row["unpaid"] else None,
            payouts=tuple(paid[row["day"]]),
            differs=row["day"] in differing,
        )
        for row in sums.order_by("-day")
    ]


def _payouts_by_day(mine: QuerySet[Settlement]) -> dict[date, list[Payout]]:
    pairs = list(mine.filter(payout_id__isnull=False).annotate(day=DAY).values_list("day", "payout_id").distinct())
    payouts = Payout.objects.in_bulk({payout_id for _day, payout_id in pairs})
    found: dict[date, list[Payout]] = defaultdict(list)
    for day, payout_id in pairs:
        found[day].append(payouts[payout_id])
    return found


def _days_that_differ(shop_id: UUID, mine: QuerySet[Settlement]) -> set[date]:
    """Days of orders whose payment, or payout, stands in a reconciliation case that nobody decided."""
    orders = Order.objects.filter(shop=shop_id, payment_id__in=open_case_ids()).values("pk")
    payouts = Payout.objects.filter(shop=shop_id, disbursement_id__in=open_case_ids()).values("pk")
    return set(mine.filter(Q(order_id__in=orders) | Q(payout_id__in=payouts)).annotate(day=DAY).values_list("day", flat=True).distinct())


def entries_of(shop_ids: Collection[UUID], *, payout_id: UUID | None = None, on: date | None = None) -> QuerySet[Settlement, Any]:
    """The entries behind a payout or a day, with the numbers of their orders and the rules of their lines."""
    mine = _mine(shop_ids, payout_id, on)
    number = Subquery(Order.objects.filter(pk=OuterRef("order_id")).values("number")[:1])
    return mine.annotate(number=number).prefetch_related("lines__rule__tariff").order_by("-settled_at", "-pk")


def statement_of(shop_id: UUID, *, since: date, until: date) -> QuerySet[Settlement, Any]:
    """Every entry of a span of days, both inclusive, oldest first, for an export that is read row by row."""
    mine = Settlement.objects.filter(shop=shop_id, settled_at__gte=_begins(since), settled_at__lt=_begins(until) + timedelta(days=1))
    number = Subquery(Order.objects.filter(pk=OuterRef("order_id")).values("number")[:1])
    payout = Payout.objects.filter(pk=OuterRef("payout_id"))
    sent = payout.filter(status=Payout.Status.SUCCEEDED, account_no="")
    told = {
        "number": number,
        "paid_at": Subquery(payout.values("arrived_at")[:1]),
        "bank": Subquery(payout.values("reference")[:1]),
        "sent": Subquery(sent.values("transfer_id")[:1]),
    }
    return mine.annotate(**told).order_by("settled_at", "pk")


def _mine(shop_ids: Collection[UUID], payout_id: UUID | None, on: date | None) -> QuerySet[Settlement]:
    mine = Settlement.objects.filter(shop__in=shop_ids)
    if payout_id is not None:
        mine = mine.filter(payout_id=payout_id)
    if on is not None:
        mine = mine.filter(settled_at__gte=_begins(on), settled_at__lt=_begins(on) + timedelta(days=1))
    return mine


def debts() -> list[tuple[Shop, int, datetime | None]]:
    """Shops for whose refunds the bank has put up, how much, since when."""
    shops = Shop.objects.filter(pk__in=shops_in_debt()).order_by("name_en", "pk")
    return [(shop, advanced_minor(shop.pk), advanced_since(shop.pk)) for shop in shops]


def _begins(on: date) -> datetime:
    return datetime(on.year, on.month, on.day, tzinfo=TOWN_TIME)
