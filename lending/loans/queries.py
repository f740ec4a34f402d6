"""What a borrower sees of her loans."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Avg, QuerySet
from django.db.models.functions import Greatest

from ecosystem.kernel.clock import business_date
from ecosystem.kernel.money import round_half_up
from ecosystem.ledger.public import balance_of, deposit_of
from lending.limits.public import headroom_of
from lending.products.public import Projection, annual_cost, interest_units, project_line, units_to_minor

from .book import standing_of
from .claims import lines_of
from .models import Draw, Facility, LoanTransaction, Withholding
from .rules import days_past_due, interest_saved, run_interest

RECENT = timedelta(days=30)
MOST_SHOWN = 50


@dataclass(frozen=True, slots=True)
class Owed:
    """A line at an instant. ``daily_minor`` is what one more day costs, ``saved_minor`` what paying all today avoids."""

    loan: Facility
    principal_minor: int
    interest_minor: int
    daily_minor: int
    saved_minor: int
    headroom_minor: int
    deposit_minor: int
    due_on: date | None
    days_past_due: int
    drawable: bool
    draws: Sequence[Any]

    @property
    def owed_minor(self) -> int:
        return self.principal_minor + self.interest_minor

    @property
    def least_draw_minor(self) -> int:
        return min(self.loan.product.min_principal_minor, self.loan.limit_minor)


def loans_of(party_ids: Sequence[UUID]) -> list[Facility]:
    """Open lines first, then the closed, newest first."""
    lines = Facility.objects.filter(borrower__in=party_ids).select_related("product", "borrower").order_by("-opened_at")
    return sorted(lines, key=lambda line: line.status == Facility.Status.CLOSED)


def owed_by_line(loan: Facility, at: datetime) -> int:
    """Principal and interest to this instant, in minor units."""
    return standing_of(loan, at).owed


def owed_on(loan: Facility, at: datetime) -> Owed:
    standing = standing_of(loan, at)
    debts = standing.debts
    unpaid = [draw for draw in standing.draws if draw.outstanding_minor]
    principal, due_on = sum(debt.principal_minor for debt in debts), min((draw.due_on for draw in unpaid), default=None)
    tomorrow = sum(
        run_interest(int(draw.interest_units), draw.outstanding_minor, loan.annual_rate, 1, loan.day_count)[1] - draw.interest_minor
        for draw in unpaid
    )
    saved = interest_saved(
        principal, loan.annual_rate, loan.withhold_bp, _daily_base(loan, at), standing.value_on, due_on or standing.value_on, loan.day_count
    )
    return Owed(
        loan=loan,
        principal_minor=principal,
        interest_minor=sum(debt.interest_minor for debt in debts),
        daily_minor=tomorrow,
        saved_minor=saved,
        headroom_minor=headroom_of(loan.limit_node_id),
        deposit_minor=balance_of(deposit_of(loan.borrower_id)),
        due_on=due_on,
        days_past_due=days_past_due(due_on, standing.value_on),
        drawable=loan.status == Facility.Status.ACTIVE and standing.value_on < loan.expires_on,
        draws=standing.draws,
    )


@dataclass(frozen=True, slots=True)
class Costed:
    """What one draw of so much would cost: as sales go, and where nothing is repaid before its day. Rates in basis points a year."""

    amount_minor: int
    headroom_minor: int
    run: Projection
    most_minor: int
    due_on: date
    nominal_bp: int
    effective_bp: int


def open_line(party_id: UUID, at: datetime) -> Facility | None:
    """The line from which a party may draw at this instant, for showing. Decide only on one that you hold."""
    line = Facility.objects.of(party_id).open().select_related("product").first()
    drawable = line is not None and line.status == Facility.Status.ACTIVE and max(business_date(at), line.accrued_until) < line.expires_on
    return line if drawable else None


def cost_of_draw(loan: Facility, amount_minor: int, at: datetime) -> Costed:
    """A draw of so much today, repaid by what payouts of the last thirty days say."""
    today = max(business_date(at), loan.accrued_until)
    base = _daily_base(loan, at)
    run = project_line(amount_minor, loan.annual_rate, loan.withhold_bp, base, today, term_days=loan.term_days, day_count=loan.day_count)
    annual = annual_cost(run.flows)
    return Costed(
        amount_minor=amount_minor,
        headroom_minor=headroom_of(loan.limit_node_id),
        run=run,
        most_minor=units_to_minor(interest_units(amount_minor, loan.annual_rate, loan.term_days), loan.day_count),
        due_on=today + timedelta(days=loan.term_days),
        nominal_bp=round_half_up(annual.nominal * 10_000),
        effective_bp=round_half_up(annual.effective * 10_000),
    )


def falls_due(party_id: UUID, until: date) -> list[tuple[date, int]]:
    """What of a party's draws falls due by a day: when, and the principal still owed."""
    draws = Draw.objects.filter(facility__borrower=party_id, outstanding_minor__gt=0, due_on__lte=until)
    return list(draws.order_by("due_on", "number").values_list("due_on", "outstanding_minor"))


def _daily_base(loan: Facility, at: datetime) -> int:
    """What payouts brought a day lately; 0 where there were none."""
    since = (at - RECENT).date()
    days = Withholding.objects.filter(facility=loan, on__gte=since)
    mean = days.aggregate(mean=Avg(Greatest("base_minor", 0)))["mean"]
    spread = (at.date() - max(since, loan.opened_on)).days
    return int(mean * days.count() / max(spread, 1)) if mean else 0


def statement_of(loan: Facility) -> QuerySet[LoanTransaction]:
    """The newest first. What is paid at a moment comes after the interest until then, which carries an earlier day."""
    return LoanTransaction.objects.filter(facility=loan).order_by("-booked_at", "-value_on", "-pk")[:MOST_SHOWN]


def withholdings_of(loan: Facility) -> list[tuple[Withholding, list[dict[str, Any]]]]:
    """The last payouts and why so much was withheld from each."""
    told = Withholding.objects.filter(facility=loan).order_by("-at", "-pk")[:MOST_SHOWN]
    return [(withholding, lines_of(withholding)) for withholding in told]
