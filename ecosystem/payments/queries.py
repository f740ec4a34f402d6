from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Count, F, Q, QuerySet

from ecosystem import ports
from ecosystem.kernel.clock import TOWN_TIME, business_date
from ecosystem.kernel.money import allocate, portion

from .bank_account import NAME as BANK_ACCOUNT
from .expected import EXPECTED
from .models import Case, Charge, Day, Disbursement, MethodFee, Payment, Refund, Share, Statement

# A page shows the first of them; the gate counts all.
MOST_CASES = 200


def fee_rate(method: str, on: date) -> Decimal:
    """The acquirer's part of a payment by this method on a day; nothing where no fee was ever agreed."""
    begun = MethodFee.objects.filter(method=method, from_on__lte=on).order_by("-from_on")
    return begun.values_list("rate", flat=True).first() or Decimal(0)


def fee_shares(rate: Decimal, share_minor: Sequence[int]) -> list[int]:
    """R3: the fee is rounded once for the payment, then shared among what it paid, in the order of the shares."""
    return allocate(portion(sum(share_minor), rate), share_minor)


def acquiring_fee_of(*, payment_id: UUID, document_id: UUID) -> int:
    """A document's share of the fee on what the acquirer brought, at the rate of the day of the payment. Minor units; two statements at most."""
    shares = Share.objects.filter(payment=payment_id).order_by("pk")
    brought = F("amount_minor") - F("beside_minor")
    rows: list[tuple[UUID, int, str, datetime]] = list(shares.values_list("document_id", brought, "payment__method", "payment__created_at"))
    if not rows:
        return 0
    _document, _amount, method, created_at = rows[0]
    fees = fee_shares(fee_rate(method, business_date(created_at)), [row[1] for row in rows])
    return dict(zip((row[0] for row in rows), fees, strict=True)).get(document_id, 0)


def span_of(source: str, on: date) -> dict[str, Any]:
    """What the comparisons of a source's day are asked with."""
    begins = datetime.combine(on, time(), tzinfo=TOWN_TIME)
    return {"source": source, "on": on, "begins": begins, "ends": begins + timedelta(days=1)}


def expected_of(source: str, on: date) -> Iterator[tuple[str, UUID, int, str]]:
    """What the source's file of the day must contain, as kind, id, minor units and state."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT kind, id, amount_minor, state FROM ({EXPECTED}) expected ORDER BY kind, id", span_of(source, on))  # noqa: S608
        yield from cursor.fetchall()


def active_sources(on: date) -> dict[str, int]:
    """Who carried money on a day, and how many things; what nobody else carried is nobody's to tell of."""
    untold = {name for name, method in ports.payment_methods if not _tells(method)}
    methods = Payment.objects.exclude(method__in=untold).order_by("method").values_list("method", flat=True).distinct()
    rails = Disbursement.objects.order_by("rail").values_list("rail", flat=True).distinct()
    counts = {}
    with connection.cursor() as cursor:
        for source in sorted({*methods, *rails}):
            cursor.execute(f"SELECT count(*) FROM ({EXPECTED}) expected", span_of(source, on))  # noqa: S608
            counts[source] = int(cursor.fetchone()[0])
    return counts


def case_counts(on: date) -> dict[str, int]:
    counts = dict(Case.objects.filter(on=on).values_list("status").annotate(count=Count("pk")).values_list("status", "count"))
    return {str(status): counts.get(status, 0) for status in Case.Status.values}


@dataclass(frozen=True, slots=True)
class DayRow:
    """One day on the operator's page."""

    on: date
    lines: int
    files: int
    open: int
    decided: int
    closed: Day | None


def days_before(today: date, *, most: int = 14) -> list[DayRow]:
    """The last days, newest first; four statements however many."""
    first = today - timedelta(days=most)
    closed = {day.on: day for day in Day.objects.filter(on__gte=first)}
    files: dict[date, list[int]] = {}
    for on, lines in Statement.objects.filter(on__gte=first).values_list("on", "lines"):
        files.setdefault(on, []).append(lines)
    counts = Case.objects.filter(on__gte=first).values("on").annotate(open=Count("pk", filter=Q(status="open")), all=Count("pk"))
    cases = {row["on"]: (row["open"], row["all"]) for row in counts}
    rows = []
    for back in range(1, most + 1):
        on = today - timedelta(days=back)
        waiting, every = cases.get(on, (0, 0))
        rows.append(DayRow(on, sum(files.get(on, [])), len(files.get(on, [])), waiting, every - waiting, closed.get(on)))
    return rows


def sources() -> list[str]:
    """Who may have carried money: ways to pay and rails."""
    return sorted({name for name, method in ports.payment_methods if _tells(method)} | {name for name, _rail in ports.payout_rails})


def _tells(method: ports.PaymentMethod) -> bool:
    return not getattr(method, "no_file", False)


def cases_on(on: date) -> QuerySet[Case]:
    return Case.objects.filter(on=on).order_by("status", "source", "against", "kind", "difference", "pk")


def statements_on(on: date) -> QuerySet[Statement]:
    return Statement.objects.filter(on=on).order_by("source")


def last_closed() -> date | None:
    return Day.objects.order_by("-on").values_list("on", flat=True).first()


def ways_to_pay() -> list[str]:
    """How a resident may pay a shop: from her account here, or by an acquirer."""
    return [BANK_ACCOUNT, *(name for name, _acquirer in ports.acquirers)]


def latest_payment_of(document_ids: Collection[UUID] | QuerySet[Any, Any]) -> Payment | None:
    """The last payment that was begun for any of these documents, with its charge where an acquirer carries it."""
    return Payment.objects.filter(shares__document_id__in=document_ids).select_related("charge").order_by("-created_at", "-pk").first()


def latest_refund_of(document_id: UUID) -> Refund | None:
    return Refund.objects.filter(document_id=document_id).order_by("-created_at", "-pk").first()


def documents_of(payment_id: UUID, port: str) -> list[UUID]:
    return list(Share.objects.filter(payment=payment_id, port=port).order_by("document_id").values_list("document_id", flat=True))


def disputed_charges() -> QuerySet[Charge]:
    """What an acquirer told and was not believed, newest first."""
    return Charge.objects.exclude(disputed="").select_related("payment").order_by("-payment__created_at", "-pk")[:MOST_CASES]


def stuck_refunds() -> QuerySet[Refund]:
    """Refunds that failed for good, oldest first."""
    stuck = Refund.objects.filter(status=Refund.Status.FAILED, final=True)
    return stuck.select_related("payment__payer").order_by("created_at", "pk")[:MOST_CASES]


def open_case_ids() -> QuerySet[Case, Any]:
    """Ids of payments, refunds and disbursements with a difference that nobody decided, usable as a subquery."""
    return Case.objects.filter(status=Case.Status.OPEN).values("ours_id")
