"""Goods come back over the counter, and the buyer gets her money the way she paid."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from django.db.models import Sum
from django.utils.translation import gettext as _

from ecosystem.audit.public import record
from ecosystem.kernel.actor import Actor, person_of
from ecosystem.kernel.ids import uuid7
from ecosystem.kernel.money import to_text
from ecosystem.kernel.verbs import entry, inner
from ecosystem.once.public import once
from ecosystem.payments.public import Refund
from merchants.aftersale.public import Asked, case_lines
from merchants.aftersale.public import give_back as give_back_lines
from merchants.orders.public import Order
from merchants.staff.public import AboveThreshold, note_approval

from .. import access, rules
from ..models import CashMovement, Return, ReturnLine, Sale
from .cash import note_cash
from .judging import Authority


@entry
def give_back(
    *,
    order_id: UUID,
    wanted: Mapping[int, Decimal],
    reason: str,
    drawer_id: UUID | None,
    restock: Mapping[int, str] | None = None,
    key: str,
    by: Actor,
    at: datetime,
    approver: Actor | None = None,
) -> Return:
    """Take back so much of some lines, by position. Cash leaves the open drawer; a tab is lowered.

    ``restock`` says by position where the goods go; what it leaves out is decided later with the after-sale cases.

    Raises:
        SaleNotFound: not a sale of a shop where the actor sells.
        AboveThreshold: with what came back of the sale before, more than she and the approver may give.
        WhyMissing, NothingToReturn: what for, or more than is left of a line.
        NoOpenShift, InsufficientFunds: there is no drawer, or too little in it.
        PaymentFailed: less is owed on the tab than comes back.
        TakenBackTooMuch: goods that the sale did not take.
    """
    places = dict(restock or {})
    body = {"order": order_id, "wanted": {str(place): str(much) for place, much in wanted.items()}, "reason": reason, **_said(places)}
    with once(key, verb="till.give_back", by=by, body=body, at=at) as turn:
        sale = access.sale_for(by, order_id)
        if turn.earlier:
            return Return.objects.get(pk=turn.earlier["return"])
        # The order's row makes a second return wait here and then see this one.
        order = Order.objects.select_for_update(of=("self",)).select_related("shop").get(pk=sale.pk)
        shift_id = access.open_shift_of(sale.shop_id, drawer_id) if sale.tender == rules.CASH else None
        asked = [Asked(place, much, places.get(place, "")) for place, much in wanted.items()]
        back, refund = _given(order, sale, asked, reason, by=by, at=at)
        _let(back, Authority(sale.shop, by, approver), at=at)
        if shift_id:
            _out_of_drawer(shift_id, back, refund, by=by, at=at)
        turn.remember(**{"return": back.pk})
        return back


@inner
def _let(back: Return, authority: Authority, *, at: datetime) -> None:
    """All that came back of a sale counts: small parts are no way around a limit. Raises ``AboveThreshold``."""
    before = Return.objects.filter(sale=back.sale).exclude(pk=back.pk).aggregate(sum=Sum("amount_minor"))["sum"] or 0
    amount, told = before + back.amount_minor, {"amount_minor": back.amount_minor, "before_minor": before}
    if not authority.lets("refund", authority.own.may_refund(amount), authority.together.may_refund(amount), told):
        most = "¥" + to_text(authority.together.refund_minor or 0)
        raise AboveThreshold(what=_("giving money back"), most=most, details={"needs": "refund"})
    target, shop_id = f"order/{back.sale_id}", authority.shop.pk
    after = {"amount_minor": back.amount_minor}
    record("till.give_back", target=target, by=authority.seller, at=at, after=after, reason=back.reason, about=shop_id)
    if authority.let_through and authority.approver:
        note_approval(shop_id=shop_id, target=target, what=authority.let_through, asked_by=authority.seller, by=authority.approver, at=at)


def _said(places: Mapping[int, str]) -> dict[str, object]:
    """What a repeated request must say again of where goods go."""
    return {"restock": {str(place): where for place, where in sorted(places.items())}} if places else {}


@inner
def _given(order: Order, sale: Sale, asked: Sequence[Asked], reason: str, *, by: Actor, at: datetime) -> tuple[Return, Refund]:
    """The after-sale case of it, which is done at once, and the slip's rows."""
    case = give_back_lines(order=order, asked=asked, reason=reason, by=by, at=at)
    if case.refund_id is None:
        raise LookupError("what is given back at once has a refund")
    refund = Refund.objects.get(pk=case.refund_id)
    back = Return(id=uuid7(), sale=sale, amount_minor=refund.amount_minor, reason=case.note[:200], refund_id=refund.pk, by_id=person_of(by), at=at)
    back.save(force_insert=True)
    ReturnLine.objects.bulk_create(
        ReturnLine(taken_back=back, position=place, quantity=quantity, amount_minor=amount) for place, quantity, amount in case_lines(case.pk)
    )
    return back, refund


@inner
def _out_of_drawer(shift_id: UUID, back: Return, refund: Refund, *, by: Actor, at: datetime) -> None:
    note_cash(
        shift_id=shift_id,
        kind=CashMovement.Kind.REFUND,
        amount_minor=-back.amount_minor,
        reason=back.reason,
        cause=back.pk,
        transfer_id=refund.transfer_id,
        by=by,
        at=at,
    )
