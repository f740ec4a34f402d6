"""Looking ahead for a business: its facts under its consent, its account, what it says it pays, and its line."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from uuid import UUID

from django.core.cache import cache

from ecosystem.consent.public import CASH_ADVICE, standing_grant
from ecosystem.feed.public import as_corrected, count_facts, days_about
from ecosystem.kernel.actor import Actor
from ecosystem.kernel.clock import business_date, midnight
from ecosystem.kernel.money import to_text
from ecosystem.kernel.verbs import entry, inner
from ecosystem.ledger.public import balance_of, deposit_of
from lending.limits.public import headroom_of
from lending.loans.public import falls_due, open_line
from lending.offers.public import business_of

from .errors import BadLookAhead
from .models import MonthlyCost
from .reading import KINDS, Ahead, read_ahead
from .rules import DAYS, Advice, Cash, Line, Move, advise, forecast, lowest, monthly, usual_by_weekday

READ_BACK = timedelta(days=200)
KEPT_S = 900
MOST_MINOR = 1_000_000_000


@dataclass(frozen=True, slots=True)
class Look:
    """What the owner is told. ``without`` is the lowest end of a day if the purchase is left out."""

    party_id: UUID
    today: date
    purchase_minor: int
    pay_on: date
    advice: Advice
    without_minor: int
    ahead: Ahead
    cash: Cash
    has_line: bool

    @property
    def purchase_text(self) -> str:
        """As one types it."""
        return to_text(self.purchase_minor)

    @property
    def loan_text(self) -> str:
        return to_text(self.advice.loan.amount_minor) if self.advice.loan else ""


@entry
def look_ahead(*, party_id: UUID, purchase_minor: int = 0, pay_on: date | None = None, by: Actor, at: datetime) -> Look:
    """Thirty days of cash of a business, with a purchase that its owner thinks of.

    What its facts say is kept for as long as nothing is added to them, ``KEPT_S`` at most, since a busy shop's are tens of
    thousands; each reading of them is recorded.

    Raises:
        OwnersOnly: the actor does not own it.
        ConsentWithdrawn: she has not agreed that its facts are read for this.
        BadLookAhead: the purchase is of less than nothing, or not paid within thirty days.
    """
    business_of(by, party_id)
    today = business_date(at)
    pay_on = pay_on or today
    if not 0 <= purchase_minor <= MOST_MINOR or not today <= pay_on <= today + timedelta(days=DAYS):
        raise BadLookAhead
    ahead = _read(party_id, by, at)
    known = _cash(party_id, ahead, today)
    cash = replace(known, moves=(*known.moves, Move(pay_on, -purchase_minor, "reorder"))) if purchase_minor else known
    line = _line(party_id, at)
    advice = advise(cash, line, overdue_tabs=ahead.overdue, slow_minor=ahead.slow_minor)
    without = lowest(forecast(known)).amount_minor
    return Look(party_id, today, purchase_minor, pay_on, advice, without, ahead, cash, line is not None)


@inner
def _read(party_id: UUID, by: Actor, at: datetime) -> Ahead:
    """Facts that arrive change their number, and another consent or day has a key of its own."""
    today, since = business_date(at), midnight(at) - READ_BACK
    told = count_facts(party_id=party_id, kinds=list(KINDS), purpose=CASH_ADVICE.code, at=at, since=since)
    grant = standing_grant(party_id, CASH_ADVICE.code, at)
    key = f"advice/{grant.pk if grant else ''}/{today}/{told}"
    kept: Ahead | None = cache.get(key)
    if kept is None:
        facts = days_about(party_id=party_id, kinds=list(KINDS), purpose=CASH_ADVICE.code, by=by, at=at, since=since)
        kept = read_ahead(as_corrected(facts), today)
        cache.set(key, kept, KEPT_S)
    return kept


def _cash(party_id: UUID, ahead: Ahead, today: date) -> Cash:
    last = today + timedelta(days=DAYS)
    costs = [move for cost in MonthlyCost.objects.filter(party=party_id) for move in monthly(cost.day, cost.amount_minor, cost.what, today)]
    repaid = [Move(on, -amount, "loan") for on, amount in falls_due(party_id, last)]
    moves = [move for move in (*ahead.moves, *costs, *repaid) if move.on <= last]
    usual = usual_by_weekday(ahead.came, today, ahead.first)
    return Cash(today, balance_of(deposit_of(party_id)), usual, tuple(moves))


def _line(party_id: UUID, at: datetime) -> Line | None:
    found = open_line(party_id, at)
    if found is None:
        return None
    least = min(found.product.min_principal_minor, found.limit_minor)
    return Line(found.annual_rate, found.day_count, least, headroom_of(found.limit_node_id))
