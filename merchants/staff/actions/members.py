"""Who works where in which role: changing it, and ending it."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from ecosystem.audit.public import record
from ecosystem.identity.public import Membership, change_role, end_role
from ecosystem.kernel.actor import Actor
from ecosystem.kernel.verbs import entry
from merchants.shops.public import held_at

from .. import access
from ..models import Pin
from .inviting import as_list, checked_places, told_places


@entry
def change_member(*, shop_id: UUID, membership_id: int, role: str, places: Collection[UUID] | None, by: Actor, at: datetime) -> Membership:
    """Give somebody another role, or let her hold it elsewhere; what already holds is left as it is.

    Raises:
        NotFound, MemberNotFound, RoleEnded: not a role at a shop that the actor manages, or no longer.
        NotYoursToGive: the actor may not take the old role or give the new one there.
        BadPlaces: no shop, or none of the business.
        LastOwner, RoleHeld: the business would have no owner, or she holds the new role already.
    """
    shop, held = access.member_for(by, shop_id, membership_id)
    where = checked_places(shop, role, places)
    access.require_may_give(by, shop, held.role, _places(held))
    access.require_may_give(by, shop, role, where)
    if (held.role, _places(held)) == (role, where):
        return held
    changed = change_role(membership=held, role=role, places=as_list(where), at=at)
    before, after = ({"role": each.role, "shops": told_places(each.places)} for each in (held, changed))
    record("staff.change_role", target=f"person/{held.person_id}", by=by, at=at, before=before, after=after, about=shop.pk)
    return changed


@entry
def end_member(*, shop_id: UUID, membership_id: int, by: Actor, at: datetime) -> None:
    """Somebody works here no more, in this role; one's own role may be laid down by oneself.

    Raises:
        NotFound, MemberNotFound, RoleEnded: as ``change_member``.
        NotYoursToGive: another's role that the actor may not take.
        LastOwner: the business would have no owner.
    """
    shop, held = access.member_for(by, shop_id, membership_id)
    if held.person_id != by.person_id:
        access.require_may_give(by, shop, held.role, _places(held))
    end_role(membership=held, at=at)
    if not held_at(shop).filter(person=held.person_id).exists():
        Pin.objects.filter(shop=shop, person=held.person_id).delete()
    before = {"role": held.role, "shops": told_places(held.places)}
    record("staff.end_role", target=f"person/{held.person_id}", by=by, at=at, before=before, about=shop.pk)


def _places(held: Membership) -> frozenset[UUID] | None:
    return None if held.places is None else frozenset(held.places)
