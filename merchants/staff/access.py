"""Roles, invitations and PINs of a shop, for whoever asks; absent and forbidden are the same."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db.models import Q

from ecosystem.identity.public import Membership, hold_role
from ecosystem.kernel.actor import Actor
from ecosystem.kernel.errors import NotFound
from merchants.shops.public import MANAGERS, SELLERS, Shop, held_at, shop_for

from . import rules
from .errors import InvitationNotFound, MemberNotFound, NotYoursToGive, PinMissing
from .models import Invitation, Pin

Held = list[tuple[str, rules.Places]]


def managing(actor: Actor, shop: Shop) -> Held:
    """The managing roles that the actor holds at the shop's party, and where each is held."""
    rows = Membership.objects.filter(person=actor.person_id, party=shop.party_id, role__in=list(MANAGERS), ended_at=None)
    return [(role, None if places is None else frozenset(places)) for role, places in rows.values_list("role", "places")]


def require_may_give(actor: Actor, shop: Shop, role: str, places: rules.Places) -> None:
    """Raises ``NotYoursToGive``."""
    if not rules.may_give(managing(actor, shop), role, places):
        raise NotYoursToGive


def member_for(actor: Actor, shop_id: UUID, membership_id: int) -> tuple[Shop, Membership]:
    """A role at a shop that the actor manages, locked with all roles of its party.

    Raises:
        NotFound: not such a shop.
        MemberNotFound: nobody's role, or not one at this shop.
        RoleEnded: it was changed or has ended.
    """
    shop = shop_for(actor, shop_id, MANAGERS)
    found = Membership.objects.filter(pk=membership_id, party=shop.party_id).values_list("places", flat=True)
    if not found or (found[0] is not None and shop.pk not in found[0]):
        raise MemberNotFound
    return shop, hold_role(membership_id)


def invitation_for(actor: Actor, shop_id: UUID, invitation_id: UUID, *, lock: bool = False) -> tuple[Shop, Invitation]:
    """An invitation of the party of a shop that the actor manages, to a role that she may give."""
    shop = shop_for(actor, shop_id, MANAGERS)
    rows = Invitation.objects.filter(pk=invitation_id, party=shop.party_id)
    invitation = (rows.select_for_update() if lock else rows).first()
    if invitation is None:
        raise InvitationNotFound
    require_may_give(actor, shop, invitation.role, None if invitation.places is None else frozenset(invitation.places))
    return shop, invitation


def seller_at(shop: Shop, person_id: UUID) -> Actor:
    """Somebody who sells at the shop today, as who acts. Raises ``MemberNotFound``."""
    held = held_at(shop).filter(person=person_id, role__in=list(SELLERS)).values_list("person__party", flat=True).first()
    if held is None:
        raise MemberNotFound
    return Actor(person_id=person_id, party_id=held)


def sold_then(shop: Shop, person_id: UUID, *, at: datetime) -> Actor | None:
    """Somebody who sold at the shop at a moment that is past, as who acts; ``None`` for whoever did not."""
    here = Q(places=None) | Q(places__contains=[shop.pk])
    then = Q(ended_at=None) | Q(ended_at__gt=at)
    rows = Membership.objects.filter(here, then, person=person_id, party=shop.party_id, role__in=list(SELLERS), since__lte=at)
    party_id = rows.values_list("person__party", flat=True).first()
    return Actor(person_id=person_id, party_id=party_id) if party_id else None


def pin_of(shop: Shop, person_id: UUID) -> Pin:
    """Locked: tries are counted one after the other. Raises ``PinMissing``."""
    pin = Pin.objects.select_for_update().filter(shop=shop, person=person_id).first()
    if pin is None:
        raise PinMissing
    return pin


def hold_work_at(shop: Shop, person_id: UUID) -> None:
    """Somebody's role at the shop, held: whoever ends it waits, and takes away what was made for it.

    Raises:
        NotFound: she holds none there.
        RoleEnded: it ended in this moment.
    """
    role = held_at(shop).filter(person=person_id).order_by("pk").values_list("pk", flat=True).first()
    if role is None:
        raise NotFound
    hold_role(role)
