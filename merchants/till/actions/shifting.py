"""Opening a shift, cash in and out of turn, counting blind, approving."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Sum

from ecosystem.audit.public import record
from ecosystem.kernel.actor import Actor, person_of
from ecosystem.kernel.ids import uuid7
from ecosystem.kernel.verbs import entry, inner
from ecosystem.ledger.public import drawer_of, lock_accounts, open_accounts, post_transfer
from ecosystem.once.public import once
from ecosystem.payments.public import outside_legs
from merchants.orders.public import Order
from merchants.shops.public import MANAGERS, SELLERS, shop_for

from .. import access, rules
from ..errors import OwnShift, ReasonMissing, ShiftMoved, ShiftOpen
from ..models import CashMovement, Count, Drawer, Sale, Shift
from .cash import note_cash

Kind, Status = CashMovement.Kind, Shift.Status
FIRST_DRAWER = "1"


@entry
def open_shift(*, shop_id: UUID, drawer: str, float_minor: int, key: str, by: Actor, at: datetime) -> Shift:
    """Begin to sell for cash on a drawer, with the float that lies in it; a drawer by a new name comes to be.

    Raises:
        NotFound: not a shop where the actor sells.
        BadCash: a float that is none.
        ShiftOpen: a shift is open on the drawer.
    """
    name = drawer.strip()[:40] or FIRST_DRAWER
    with once(key, verb="till.open_shift", by=by, body={"shop": shop_id, "drawer": name, "float": float_minor}, at=at) as turn:
        shop = shop_for(by, shop_id, roles=SELLERS)
        if turn.earlier:
            return Shift.objects.get(pk=turn.earlier["shift"])
        rules.checked_cash(float_minor, least=0)
        box, _new = Drawer.objects.get_or_create(shop=shop, name=name)
        open_accounts([drawer_of(shop.party_id)])
        shift = Shift(id=uuid7(), drawer=box, float_minor=float_minor, opened_by_id=person_of(by), opened_at=at)
        try:
            with transaction.atomic():
                shift.save(force_insert=True)
        except IntegrityError as error:
            raise ShiftOpen from error
        if float_minor:
            move_cash(shift=shift, party_id=shop.party_id, kind=Kind.FLOAT, amount_minor=float_minor, by=by, at=at)
        record("till.open_shift", target=f"shift/{shift.pk}", by=by, at=at, after={"float_minor": float_minor, "drawer": name}, about=shop.pk)
        turn.remember(shift=shift.pk)
        return shift


@entry
def pay_in(*, shift_id: UUID, amount_minor: int, reason: str, key: str, by: Actor, at: datetime) -> CashMovement:
    """Cash comes into the drawer that is no sale: change fetched, money returned. Raises as ``pay_out``."""
    return _out_of_turn(Kind.PAID_IN, shift_id, amount_minor, reason, key, by, at)


@entry
def pay_out(*, shift_id: UUID, amount_minor: int, reason: str, key: str, by: Actor, at: datetime) -> CashMovement:
    """Cash leaves the drawer for something that is no refund: a courier, a purchase, the safe.

    Raises:
        ShiftNotFound: not a shift of a shop where the actor sells.
        ShiftMoved: it is counted.
        BadCash, ReasonMissing: how much, or what for.
        InsufficientFunds: the drawer holds less.
    """
    return _out_of_turn(Kind.PAID_OUT, shift_id, amount_minor, reason, key, by, at)


@entry
def close_shift(*, shift_id: UUID, counted: Mapping[str, int], note: str, key: str, by: Actor, at: datetime) -> Shift:
    """Count blind: what was counted by tender is written down beside what was expected, and the drawer is emptied.

    ``counted`` holds ``cash``, and ``code`` and ``tab`` where they were counted too. What buyers
    paid by code is the shop's between opening and closing, whichever drawer showed the code.

    Raises:
        ShiftNotFound: not a shift of a shop where the actor sells.
        ShiftMoved: it was counted before.
        BadCash: no count of cash, or an amount that is none.
    """
    body = {"shift": shift_id, "counted": dict(counted), "note": note}
    with once(key, verb="till.close_shift", by=by, body=body, at=at) as turn:
        if turn.earlier:
            return access.shift_for(by, shift_id)
        for amount in (counted.get("cash", -1), *counted.values()):
            rules.checked_cash(amount, least=0)
        # The full lock waits for the sales that hold the shift open, and those after it find it closed.
        shift = access.shift_for(by, shift_id, lock=True)
        if shift.status != Status.OPEN:
            raise ShiftMoved
        shift.status, shift.closed_by_id, shift.closed_at, shift.note = Status.CLOSED, by.person_id, at, note.strip()[:300]
        expected = expected_of(shift, until=at)
        counts = [Count(shift=shift, tender=t, counted_minor=counted[t], expected_minor=expected[t]) for t in expected if t in counted]
        _empty(shift, counted["cash"], expected["cash"], by=by, at=at)
        shift.save(update_fields=["status", "closed_by", "closed_at", "note"])
        Count.objects.bulk_create(counts)
        told = {count.tender: {"counted": count.counted_minor, "expected": count.expected_minor} for count in counts}
        record("till.close_shift", target=f"shift/{shift.pk}", by=by, at=at, after=told, about=shift.drawer.shop_id)
        turn.remember(shift=shift.pk)
        return shift


@entry
def approve_shift(*, shift_id: UUID, by: Actor, at: datetime) -> Shift:
    """Somebody else has looked at the difference. Approving twice changes nothing.

    Raises:
        ShiftNotFound: not a shift of a shop that the actor manages.
        OwnShift: the actor opened or counted it.
        ShiftMoved: it is still open.
    """
    shift = access.shift_for(by, shift_id, MANAGERS, lock=True)
    if by.person_id in {shift.opened_by_id, shift.closed_by_id}:
        raise OwnShift
    if shift.status == Status.APPROVED:
        return shift
    if shift.status != Status.CLOSED:
        raise ShiftMoved
    shift.status, shift.approved_by_id, shift.approved_at = Status.APPROVED, by.person_id, at
    shift.save(update_fields=["status", "approved_by", "approved_at"])
    record(
        "till.approve_shift",
        target=f"shift/{shift.pk}",
        by=by,
        at=at,
        before={"status": "closed"},
        after={"status": "approved"},
        about=shift.drawer.shop_id,
    )
    return shift


def expected_of(shift: Shift, *, until: datetime) -> dict[str, int]:
    """What a shift should hold by tender, in minor units."""
    cash = shift.movements.aggregate(sum=Sum("amount_minor"))["sum"] or 0
    tab = Sale.objects.filter(shift=shift, tender=rules.TAB).aggregate(sum=Sum("order__total_minor"))["sum"] or 0
    coded = Order.objects.filter(shop=shift.drawer.shop_id, channel=Order.Channel.CODE, paid_at__gte=shift.opened_at, paid_at__lte=until)
    return {rules.CASH: cash, rules.CODE: coded.aggregate(sum=Sum("total_minor"))["sum"] or 0, rules.TAB: tab}


@inner
def move_cash(
    *, shift: Shift, party_id: UUID, kind: str, amount_minor: int, by: Actor, at: datetime, reason: str = "", cause: UUID | None = None
) -> CashMovement:
    """Cash in or out of a drawer, in the ledger and in the shift."""
    key = f"drawer/{uuid7()}"
    transfer_id = post_transfer(key=key, kind=f"cash_{kind}", legs=outside_legs(drawer_of(party_id), amount_minor), at=at)
    return note_cash(shift_id=shift.pk, kind=kind, amount_minor=amount_minor, transfer_id=transfer_id, by=by, at=at, reason=reason, cause=cause)


@inner
def _out_of_turn(kind: str, shift_id: UUID, amount_minor: int, reason: str, key: str, by: Actor, at: datetime) -> CashMovement:
    body = {"shift": shift_id, "amount": amount_minor, "reason": reason}
    with once(key, verb=f"till.{kind}", by=by, body=body, at=at) as turn:
        shift = access.shift_for(by, shift_id, lock=True)
        if turn.earlier:
            return CashMovement.objects.get(pk=turn.earlier["movement"])
        rules.checked_cash(amount_minor)
        why = reason.strip()[:200]
        if not why:
            raise ReasonMissing
        if shift.status != Status.OPEN:
            raise ShiftMoved
        sign = 1 if kind == Kind.PAID_IN else -1
        party = shift.drawer.shop.party_id
        movement = move_cash(shift=shift, party_id=party, kind=kind, amount_minor=sign * amount_minor, reason=why, by=by, at=at)
        record(f"till.{kind}", target=f"shift/{shift.pk}", by=by, at=at, after={"amount_minor": amount_minor}, reason=why, about=shift.drawer.shop_id)
        turn.remember(movement=movement.pk)
        return movement


@inner
def _empty(shift: Shift, counted: int, expected: int, *, by: Actor, at: datetime) -> None:
    """The difference is a movement of its own; then all that was counted is taken out."""
    party = shift.drawer.shop.party_id
    lock_accounts(leg.account for leg in outside_legs(drawer_of(party), 1))
    for kind, amount in ((Kind.DIFFERENCE, counted - expected), (Kind.TAKEN, -counted)):
        if amount:
            move_cash(shift=shift, party_id=party, kind=kind, amount_minor=amount, by=by, at=at)
