"""The share of a payout that repays the loan, and the lines that say why."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db.models import Sum
from django.utils.translation import gettext_noop as _

from ecosystem.kernel.actor import platform
from ecosystem.kernel.money import CNY, to_text
from ecosystem.kernel.verbs import inner
from ecosystem.ports import Claim, PayoutView

from .actions import tell_repaid
from .book import Kind, Standing, credited, standing_of, take
from .models import Facility, LoanTransaction, Withholding
from .rules import Sweep, sweep

NAME = "loan"
SWEEPER = platform("loans.withhold")


class LoanClaim:
    """Port ``settlement_claims``: runs in the payout's transaction, once per payout."""

    def claims(self, *, payout: PayoutView, at: datetime) -> Sequence[Claim]:
        return withhold(payout=payout, at=at)


@inner
def withhold(*, payout: PayoutView, at: datetime) -> list[Claim]:
    """What the borrower's open line takes of a payout; nothing when she owes nothing.

    A refund after an earlier sweep does not come back out of the loan: it lowers this base.
    """
    line = Facility.objects.of(payout.party_id).open().locked().first() if payout.currency == CNY else None
    if line is None:
        return []
    told = Withholding.objects.select_related("transaction").filter(facility=line, payout_id=payout.payout_id).first()
    if told is None:
        standing = standing_of(line, at)
        if not standing.owed:
            return []
        told = _withhold(standing, payout, at=at)
    if told.transaction is None:
        return []
    return [Claim(told.amount_minor, told.pk, credited(line, told.transaction), tuple(lines_of(told)))]


def _withhold(standing: Standing, payout: PayoutView, *, at: datetime) -> Withholding:
    line, owed = standing.facility, standing.owed
    result = sweep(
        base_minor=payout.base_minor,
        carried_minor=payout.carried_minor,
        rate_bp=line.withhold_bp,
        owed=owed,
        cap_left_minor=_cap_left(line, standing.value_on),
    )
    paid = None
    if result.amount_minor:
        key = f"loan/{line.pk}/payout/{payout.payout_id}"
        paid = take(standing, amount_minor=result.amount_minor, kind=Kind.WITHHELD, key=key, at=at, reference=payout.payout_id)
    told = _keep(line, payout, result, paid, on=standing.value_on, at=at)
    if paid is not None:
        tell_repaid(line, paid, by=SWEEPER, at=at)
    return told


def _cap_left(line: Facility, on: date) -> int | None:
    if line.withhold_day_cap_minor is None:
        return None
    taken = Withholding.objects.filter(facility=line, on=on).aggregate(sum=Sum("amount_minor"))["sum"] or 0
    return max(line.withhold_day_cap_minor - taken, 0)


def _keep(line: Facility, payout: PayoutView, result: Sweep, paid: LoanTransaction | None, *, on: date, at: datetime) -> Withholding:
    return Withholding.objects.create(
        facility=line,
        payout_id=payout.payout_id,
        on=on,
        at=at,
        base_minor=result.base_minor,
        carried_minor=result.carried_minor,
        rate_bp=result.rate_bp,
        computed_minor=result.computed_minor,
        cap_left_minor=result.cap_left_minor,
        owed_minor=result.owed_minor,
        amount_minor=result.amount_minor,
        interest_minor=paid.interest_minor if paid else 0,
        principal_minor=paid.principal_minor if paid else 0,
        owed_after_minor=result.owed_minor - result.amount_minor,
        carry_minor=result.carry_minor,
        transaction=paid,
    )


def _grouped(amount_minor: int) -> str:
    """``124000`` → ``1,240.00``."""
    return f"{Decimal(to_text(amount_minor)):,}"


def lines_of(told: Withholding) -> list[dict[str, Any]]:
    """A withholding explained, line by line: an English msgid and the values that it names."""

    def line(sentence: str, **amounts: int) -> dict[str, Any]:
        return {"sentence": sentence, "values": {name: _grouped(amount) for name, amount in amounts.items()}}

    share = {
        "sentence": _("%(rate)s%% of that, rounded down: ¥%(computed)s."),
        "values": {"rate": format((Decimal(told.rate_bp) / 100).normalize(), "f"), "computed": _grouped(told.computed_minor)},
    }
    lines = [line(_("This payout before withholding: ¥%(base)s."), base=told.base_minor), share]
    if told.carried_minor:
        lines.insert(1, line(_("Less refunds from earlier: ¥%(carried)s."), carried=abs(told.carried_minor)))
    if told.cap_left_minor is not None and told.cap_left_minor < told.computed_minor:
        lines.append(line(_("At most ¥%(cap)s more could be withheld on this day."), cap=told.cap_left_minor))
    if told.owed_minor < told.computed_minor:
        lines.append(line(_("You owed ¥%(owed)s, so no more than that was taken."), owed=told.owed_minor))
    lines += [
        line(_("Withheld: ¥%(amount)s."), amount=told.amount_minor),
        line(_("Interest to this day: ¥%(interest)s; principal: ¥%(principal)s."), interest=told.interest_minor, principal=told.principal_minor),
        line(_("Still owed afterwards: ¥%(owed_after)s."), owed_after=told.owed_after_minor),
    ]
    return lines
