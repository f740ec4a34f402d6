"""A forecast in sentences: the answer, each way that costs less, and each line of a day."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from ecosystem.design.wording import yuan

from .looking import Look
from .models import MonthlyCost
from .rules import WEEKS, Day, Loan, Move, Way

PICTURES = {"later": "calendar", "chase": "bell", "clear": "tag"}
WHATS: dict[str, Promise | str] = {
    "sales": gettext_lazy("Sales, as usual on this weekday"),
    "tabs": gettext_lazy("Tabs of customers, on their day"),
    "bill": gettext_lazy("Bill of a supplier"),
    "order": gettext_lazy("Ordered and not billed yet"),
    "reorder": gettext_lazy("The purchase you think of"),
    "loan": gettext_lazy("A draw on your line falls due"),
    **{str(value): label for value, label in MonthlyCost.What.choices},
}


@dataclass(frozen=True, slots=True)
class Told:
    """A way in words: what to do, what then, and what it saves."""

    picture: str
    title: str
    then: str
    saves: str
    is_enough: bool


@dataclass(frozen=True, slots=True)
class ToldDay:
    day: Day
    lines: tuple[tuple[str, int], ...]
    is_low: bool


def answer(look: Look) -> tuple[str, str]:
    """The verdict, and why."""
    advice, low = look.advice, {"amount": yuan(look.advice.low.amount_minor), "day": _on(look.advice.low.on)}
    if not advice.needed:
        why = _("Even on the lowest day, %(day)s, %(amount)s stays in your account. An ordinary day brings %(cushion)s.")
        return _("You don't need this loan"), why % {**low, "cushion": yuan(advice.cushion_minor)}
    if look.purchase_minor and look.without_minor >= advice.cushion_minor:
        why = _("With this purchase your account falls to %(amount)s on %(day)s; without it, never below %(without)s.")
        why %= {**low, "without": yuan(look.without_minor)}
    else:
        why = _("Your account falls to %(amount)s on %(day)s.") % low
    kept = _("So that one ordinary day's sales, %(cushion)s, stay in it, %(gap)s is missing.")
    return _("Your cash runs short"), f"{why} {kept % {'cushion': yuan(advice.cushion_minor), 'gap': yuan(advice.gap_minor)}}"


def loan_in_words(loan: Loan) -> str:
    days = ngettext("%(days)s day", "%(days)s days", loan.days) % {"days": loan.days}
    if not loan.amount_minor:
        return _("%(amount)s is missing for %(days)s, and you have no line to draw from.") % {"amount": yuan(loan.short_minor), "days": days}
    said = _("Borrow %(amount)s for %(days)s: interest %(cost)s.")
    told = str(said % {"amount": yuan(loan.amount_minor), "days": days, "cost": yuan(loan.cost_minor)})
    if loan.short_minor:
        told = f"{told} {_('Your line has no more; %(short)s is still missing.') % {'short': yuan(loan.short_minor)}}"
    return told


def ways(look: Look) -> list[Told]:
    return [_way(way) for way in look.advice.ways]


def _way(way: Way) -> Told:
    values = {"amount": yuan(way.amount_minor), "days": way.days, "day": _on(way.on) if way.on else "", "name": way.name}
    if way.kind == "later":
        title = _("Ask a supplier to wait %(days)s days for %(amount)s, due on %(day)s") % values
    elif way.kind == "chase":
        count = int(way.name or 0)
        title = ngettext(
            "Remind %(name)s customer whose tab is past its day: %(amount)s",
            "Remind %(name)s customers whose tabs are past their day: %(amount)s",
            count,
        )
        title %= values
    else:
        title = _("Clear stock that moves slowly, at three quarters of its cost: %(amount)s in two weeks") % values
    low = {"low": yuan(way.low.amount_minor), "day": _on(way.low.on), "loan": yuan(way.loan_minor)}
    if way.loan_minor:
        then = _("Your account then falls to %(low)s on %(day)s, and %(loan)s is still missing.") % low
    else:
        then = _("Your account then never falls below %(low)s, and you borrow nothing.") % low
    return Told(PICTURES[way.kind], title, then, yuan(way.saves_minor), not way.loan_minor)


def days(look: Look) -> list[ToldDay]:
    cushion = look.advice.cushion_minor
    return [ToldDay(day, tuple(_lines(day.moves)), day.closing_minor < cushion) for day in look.advice.days]


def _lines(moves: Sequence[Move]) -> list[tuple[str, int]]:
    return [(_line(move), move.amount_minor) for move in moves]


def _line(move: Move) -> str:
    words = str(WHATS[move.what])
    # A code name's end tells two suppliers or customers apart; who they are, only the shop's own pages know.
    return f"{words} ({move.name[-4:].upper()})" if move.name else words


def grounds(look: Look) -> list[str]:
    """What the forecast rests on, line by line."""
    ahead = look.ahead
    told = [_("In your account today: %(amount)s.") % {"amount": yuan(look.cash.balance_minor)}]
    if ahead.first is None:
        told.append(_("No sales are known yet, so none are counted."))
    elif ahead.by_payouts:
        told.append(_("What comes in on a weekday: the middle one of the payouts of the last %(weeks)s such days.") % {"weeks": WEEKS})
    else:
        told.append(_("What comes in on a weekday: the middle one of what was settled on the last %(weeks)s such days.") % {"weeks": WEEKS})
    told.append(
        _("Bills: those that you approved and have not paid, on their day; orders not billed yet, when that supplier's bills usually fall due.")
    )
    told.append(_("Tabs: on the day that was agreed. Those past their day are not counted until they are paid."))
    told.append(_("Rent, wages and the like: what you say below. Cash in the drawer is not counted."))
    return told


def _on(day: object) -> str:
    return date_format(day, "SHORT_DATE_FORMAT")  # type: ignore[arg-type]
