"""An offer in words and numbers a shopkeeper reads: cost, bound, reasons as to-dos."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from ecosystem.kernel.clock import business_date
from ecosystem.kernel.money import NotAnAmount, from_text, round_half_up
from lending.policy.public import APPROVE, Decision, Told, tell_all

from . import rules
from .errors import AmountOutOfRange
from .models import Offer

BINDING: dict[str, str | Promise] = {
    "sales": _("What held the amount: a typical month of the shop's sales."),
    "cash": _("What held the amount: what a share of sales can repay within the term, counted on weak months."),
    "cap": _("What held the amount: the most that this product lends."),
}
PURPOSES: dict[str, str | Promise] = {
    "stock": _("Buying stock"),
    "equipment": _("Equipment and repairs"),
    "running": _("Rent and wages"),
    "other": _("Something else for the business"),
}


@dataclass(frozen=True, slots=True)
class Quote:
    """One amount of an offer, costed; rates in basis points for the page."""

    cost: rules.Cost
    ends_on: date
    nominal_bp: int
    effective_bp: int

    @property
    def yuan(self) -> int:
        """As the slider says it."""
        return self.cost.amount_minor // 100


def contract_of(offer: Offer) -> rules.Contract:
    return rules.Contract(
        annual_rate=offer.annual_rate,
        day_count=offer.product.day_count,
        withhold_bp=offer.withhold_bp,
        daily_base_minor=offer.daily_base_minor,
        term_days=offer.term_days,
        fee_minor=offer.fee_minor,
    )


def quote(offer: Offer, amount_minor: int, at: datetime) -> Quote:
    """Raises ``AmountOutOfRange``: less or more than was offered."""
    rules.require_in_range(amount_minor, offer.amount_min_minor, offer.amount_max_minor)
    today = business_date(at)
    cost = rules.cost_of(amount_minor, contract_of(offer), today)
    ends_on = date.fromordinal(today.toordinal() + cost.days)
    return Quote(cost, ends_on, round_half_up(cost.annual.nominal * 10_000), round_half_up(cost.annual.effective * 10_000))


def amount_asked(text: str, offer: Offer) -> int:
    """The slider speaks whole yuan. Raises ``AmountOutOfRange`` for what is no amount at all."""
    try:
        return from_text(text)
    except NotAnAmount:
        raise AmountOutOfRange.between(offer.amount_min_minor, offer.amount_max_minor) from None


def told(decision: Decision) -> list[Told]:
    return tell_all(decision.reasons(), decision.inputs, on=business_date(decision.decided_at))


def stopped_by(decision: Decision) -> list[Told]:
    """The reasons that stand between the shop and an offer; all of them when the score alone did."""
    reasons = told(decision)
    return [reason for reason in reasons if reason.adverse] or (reasons if decision.outcome != APPROVE else [])


def would_raise(decision: Decision) -> list[Told]:
    return [reason for reason in told(decision) if reason.gain_minor and reason.to_do]


def bound_in_words(decision: Decision) -> str:
    return str(BINDING[decision.verdict["binding"]])
