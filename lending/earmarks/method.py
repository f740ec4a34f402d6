"""Paying a purchase from one's line: what other wings see of it, through the ports."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from uuid import UUID

from ecosystem.consent.public import standing_grant
from ecosystem.identity.public import Party
from ecosystem.ports import CreditTerms, Outcome
from lending.loans.public import Costed, Facility, cost_of_draw, open_line
from lending.portraits.public import PURPOSE

from . import actions, queries
from .actions.paying import hold_for_refund

NAME = "line"
NOT_A_PURCHASE = Outcome("failed", reason="not_a_purchase")
NO_DRAW = Outcome("failed", reason="no_draw")


class MyLine:
    """Joined to the port ``PaymentMethod`` as ``line``: the bank lends, and pays the supplier.

    It pays what was handed over in the same transaction, and nothing else: who names it in a checkout is refused, so that no resident
    is ever lent to.
    """

    no_file = True

    def pay(self, *, payment_id: UUID, payer_id: UUID | None, amount_minor: int, shares: Sequence[tuple[str, int]], at: datetime) -> Outcome:
        if payer_id is None:
            return NOT_A_PURCHASE
        transfer_id = actions.pay_from_line(payment_id=payment_id, payer_id=payer_id, amount_minor=amount_minor, shares=shares, at=at)
        return Outcome("succeeded", transfer_id) if transfer_id else NOT_A_PURCHASE

    def refund(
        self, *, refund_id: UUID, document_id: UUID, payer_id: UUID | None, amount_minor: int, shares: Sequence[tuple[str, int]], at: datetime
    ) -> Outcome:
        if len(shares) != 1:
            return NO_DRAW
        transfer_id = actions.refund_to_line(refund_id=refund_id, document_id=document_id, amount_minor=amount_minor, source=shares[0][0], at=at)
        return Outcome("succeeded", transfer_id) if transfer_id else NO_DRAW

    def hold_refund(self, *, payer_id: UUID | None, document_id: UUID) -> Sequence[str]:
        return hold_for_refund(document_id=document_id)


class LineOfCredit:
    """Joined to the port ``PurchaseCredit`` under the same name."""

    def terms(self, *, payer_id: UUID, amount_minor: int, at: datetime) -> CreditTerms | None:
        line = open_line(payer_id, at)
        business = Party.objects.filter(pk=payer_id, kind__in=[Party.Kind.SOLE_TRADER, Party.Kind.COMPANY]).exists()
        if line is None or not business or standing_grant(payer_id, PURPOSE, at) is None:
            return None
        if not _least(line) <= amount_minor <= line.limit_minor:
            return None
        costed = cost_of_draw(line, amount_minor, at)
        return _told(costed, line) if costed.headroom_minor >= amount_minor else None

    def set_aside(self, *, payer_id: UUID, document_id: UUID, amount_minor: int, at: datetime) -> None:
        actions.set_aside(payer_id=payer_id, document_id=document_id, amount_minor=amount_minor, at=at)

    def keep_at_most(self, *, document_id: UUID, amount_minor: int, at: datetime) -> None:
        actions.keep_at_most(document_id=document_id, amount_minor=amount_minor, at=at)

    def hand_over(self, *, payer_id: UUID, document_id: UUID, pays_id: UUID, amount_minor: int, at: datetime) -> None:
        actions.hand_over(payer_id=payer_id, document_id=document_id, pays_id=pays_id, amount_minor=amount_minor, at=at)

    def aside(self, *, document_ids: Sequence[UUID]) -> Mapping[UUID, int]:
        return queries.aside_of(document_ids)


def _least(line: Facility) -> int:
    return min(line.product.min_principal_minor, line.limit_minor)


def _told(costed: Costed, line: Facility) -> CreditTerms:
    return CreditTerms(
        amount_minor=costed.amount_minor,
        headroom_minor=costed.headroom_minor,
        interest_minor=costed.run.interest_minor,
        most_minor=costed.most_minor,
        days=costed.run.days,
        due_on=costed.due_on,
        withhold_bp=line.withhold_bp,
        nominal_bp=costed.nominal_bp,
        effective_bp=costed.effective_bp,
        flows=_by_month(costed.run.flows[1:]),
    )


def _by_month(flows: Sequence[tuple[date, int]]) -> tuple[tuple[date, int], ...]:
    """Repayments by the first day of their month."""
    months: dict[date, int] = {}
    for on, amount in flows:
        months[on.replace(day=1)] = months.get(on.replace(day=1), 0) - amount
    return tuple(months.items())
