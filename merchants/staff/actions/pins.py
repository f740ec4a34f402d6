"""The PIN at the till: set, reset, and tried. A PIN is never written down but as its hash, and never told to the audit."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.contrib.auth.hashers import check_password, make_password

from ecosystem.audit.public import record
from ecosystem.kernel.actor import Actor
from ecosystem.kernel.verbs import entry
from merchants.shops.public import MANAGERS, SELLERS, held_at, shop_for

from .. import access, rules
from ..errors import NotYoursToGive, PinLocked, PinWrong
from ..models import Pin


@dataclass(frozen=True, slots=True)
class Tried:
    """What became of one try. ``left`` is how many more there are before the PIN is locked."""

    who: Actor
    right: bool
    left: int
    locked: bool


@entry
def set_pin(*, shop_id: UUID, person_id: UUID, pin: str, by: Actor, at: datetime) -> Pin:
    """Set one's own PIN at a shop, or, for managers, that of somebody whose role one may give; a lock is undone.

    Raises:
        NotFound, RoleEnded: not a shop of the actor's, or nobody of its staff, or no longer.
        NotYoursToGive: not a PIN that the actor may set.
        BadPin: no PIN, or one that anybody guesses.
    """
    shop = shop_for(by, shop_id, SELLERS if person_id == by.person_id else MANAGERS)
    access.hold_work_at(shop, person_id)
    if person_id != by.person_id and not _may_set(by, shop_id, person_id):
        raise NotYoursToGive
    values = {"hashed": make_password(rules.checked_pin(pin)), "failed": 0, "locked_until": None, "set_at": at}
    row, made = Pin.objects.update_or_create(shop=shop, person_id=person_id, defaults=values)
    record("staff.set_pin", target=f"person/{person_id}", by=by, at=at, before={"set": not made}, after={"set": True}, about=shop.pk)
    return row


@entry
def clear_pin(*, shop_id: UUID, person_id: UUID, by: Actor, at: datetime) -> None:
    """Take somebody's PIN away until a new one is set. Raises as ``set_pin``."""
    shop = shop_for(by, shop_id, SELLERS if person_id == by.person_id else MANAGERS)
    if person_id != by.person_id and not _may_set(by, shop_id, person_id):
        raise NotYoursToGive
    gone, _each = Pin.objects.filter(shop=shop, person=person_id).delete()
    if gone:
        record("staff.clear_pin", target=f"person/{person_id}", by=by, at=at, before={"set": True}, after={"set": False}, about=shop.pk)


def prove_pin(*, shop_id: UUID, person_id: UUID, pin: str, by: Actor, at: datetime) -> Actor:
    """Who it is that typed the PIN, as who acts. Not a verb: the try is committed whatever comes of it.

    Raises:
        NotFound, MemberNotFound: not a shop where the actor sells, or nobody who sells there.
        PinMissing, PinWrong, PinLocked: she has none, it is another, or it was tried too often.
    """
    tried = try_pin(shop_id=shop_id, person_id=person_id, pin=pin, by=by, at=at)
    if tried.locked:
        raise PinLocked
    if not tried.right:
        raise PinWrong(left=tried.left, details={"left": tried.left})
    return tried.who


@entry
def try_pin(*, shop_id: UUID, person_id: UUID, pin: str, by: Actor, at: datetime) -> Tried:
    """Compare, and count what was wrong; the fifth wrong try locks the PIN for a quarter of an hour. See ``prove_pin``."""
    shop = shop_for(by, shop_id, SELLERS)
    who = access.seller_at(shop, person_id)
    # Tries at one PIN wait for each other here: many at once are counted as many.
    row = access.pin_of(shop, person_id)
    if row.locked_until is not None and row.locked_until > at:
        return Tried(who, right=False, left=0, locked=True)
    if check_password(pin.strip()[:8], row.hashed):
        if row.failed:
            Pin.objects.filter(pk=row.pk).update(failed=0, locked_until=None)
        return Tried(who, right=True, left=rules.MOST_TRIES, locked=False)
    failed, until = rules.after_wrong(row.failed, at=at)
    Pin.objects.filter(pk=row.pk).update(failed=failed, locked_until=until)
    act = "staff.pin_locked" if until else "staff.pin_wrong"
    record(act, target=f"person/{person_id}", by=by, at=at, after={"tries": row.failed + 1}, about=shop.pk)
    return Tried(who, right=False, left=0 if until else rules.MOST_TRIES - failed, locked=until is not None)


def _may_set(by: Actor, shop_id: UUID, person_id: UUID) -> bool:
    """A manager sets the PIN of those alone whose every role here she could give: with another's PIN one acts as she."""
    shop = shop_for(by, shop_id, MANAGERS)
    roles = set(held_at(shop).filter(person=person_id).values_list("role", flat=True))
    held = access.managing(by, shop)
    return bool(roles) and all(rules.may_give(held, role, frozenset({shop.pk})) for role in roles)
