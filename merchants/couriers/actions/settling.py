"""How an errand ends, and what the firm gets of what was set aside for it."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db.models import Q

from ecosystem.audit.public import record
from ecosystem.kernel.actor import Actor, platform
from ecosystem.kernel.verbs import entry, inner
from ecosystem.ledger.public import Leg, bank_account, deposit_of, post_hold, void_hold
from merchants.delivery.public import BEFORE_PICKING_UP
from merchants.orders.public import Order

from .. import access, rules
from ..models import Dispatch

Status = Dispatch.Status
ENDED = (Order.Status.COMPLETED, Order.Status.CANCELLED)


@inner
def end(dispatch: Dispatch, fee_minor: int, *, by: Actor, at: datetime) -> None:
    """The errand of a row that the caller holds is over; the money moves in a transaction of its own, since an order may have been settled
    in this one, and accounts are taken once."""
    change = {"status": Status.OVER, "fee_minor": fee_minor, "ended_at": at, "next_at": at}
    if Dispatch.objects.filter(pk=dispatch.pk, status__in=rules.UNDER_WAY).update(**change):
        record("couriers.end", target=f"dispatch/{dispatch.pk}", by=by, at=at, after={"fee_minor": fee_minor}, about=dispatch.shop_id)
        for name, value in change.items():
            setattr(dispatch, name, value)


@entry
def settle_dispatch(*, dispatch_id: UUID, at: datetime) -> bool:
    """Pay the firm its fee out of what was set aside, and let the rest go. Whether there was anything to do; safe to run by several workers."""
    over = Dispatch.objects.select_for_update(skip_locked=True, of=("self",)).filter(pk=dispatch_id, status=Status.OVER)
    dispatch = over.select_related("shop").first()
    if dispatch is None or dispatch.fee_minor is None:
        return False
    transfer_id = None
    if dispatch.fee_minor:
        legs = [
            Leg(deposit_of(dispatch.shop.party_id), -dispatch.fee_minor),
            Leg(bank_account("courier", spread_by=str(dispatch.pk)), dispatch.fee_minor),
        ]
        transfer_id = post_hold(hold_id=dispatch.hold_id, legs=legs, key=f"courier/{dispatch.pk}/fee", kind="courier_fee", at=at)
    else:
        void_hold(hold_id=dispatch.hold_id, at=at)
    Dispatch.objects.filter(pk=dispatch.pk).update(status=Status.SETTLED, transfer_id=transfer_id, next_at=None)
    target, told = f"dispatch/{dispatch.pk}", {"fee_minor": dispatch.fee_minor}
    record("couriers.settle", target=target, by=platform("couriers"), at=at, after=told, about=dispatch.shop_id)
    return True


def call_off_ended(*, at: datetime, most: int = 200) -> int:
    """Call couriers back whose orders ended without them, and end errands whose goods the shop has again; how many of these."""
    ended = Q(delivery__order__status__in=ENDED, delivery__status__in=BEFORE_PICKING_UP)
    open_ones = Dispatch.objects.filter(status__in=rules.UNDER_WAY)
    open_ones.filter(pk__in=open_ones.filter(ended, cancel_wanted=False).values("pk")).update(cancel_wanted=True, answer_by=at, next_at=at, asks=0)
    back = open_ones.filter(delivery__status__in=["returned", "delivered"]).values_list("pk", flat=True)[:most]
    return sum(end_brought_back(dispatch_id=found, at=at) for found in back)


@entry
def end_brought_back(*, dispatch_id: UUID, at: datetime) -> bool:
    dispatch = access.held(dispatch_id)
    if dispatch.status not in rules.UNDER_WAY or dispatch.delivery.status not in {"returned", "delivered"}:
        return False
    end(dispatch, dispatch.price_minor, by=platform("couriers"), at=at)
    return True
