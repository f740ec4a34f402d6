"""Asking somebody to work in a shop, and her answer."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from ecosystem.audit.public import record
from ecosystem.identity.public import Membership, Person, take_up_role
from ecosystem.kernel.actor import Actor, person_of
from ecosystem.kernel.ids import uuid7
from ecosystem.kernel.verbs import entry, inner
from ecosystem.once.public import once
from merchants.shops.public import MANAGERS, Shop, shop_for

from .. import access, links, rules
from ..errors import BadPlaces, InvitationNotFound, InvitedAnother
from ..models import Invitation

Status = Invitation.Status


@entry
def invite(*, shop_id: UUID, contact: str, role: str, places: Collection[UUID] | None, key: str, by: Actor, at: datetime) -> Invitation:
    """Offer a role at some shops or (``None``) at all of the business; the link is good for a week and for one answer.

    Raises:
        NotFound: not a shop that the actor manages.
        BadContact, BadPlaces: to whom, or where.
        NotYoursToGive: the actor may not give this role there.
    """
    body = {"shop": shop_id, "contact": contact, "role": role, "places": None if places is None else sorted(map(str, places))}
    with once(key, verb="staff.invite", by=by, body=body, at=at) as turn:
        shop = shop_for(by, shop_id, MANAGERS)
        if turn.earlier:
            return Invitation.objects.get(pk=turn.earlier["invitation"])
        where = checked_places(shop, role, places)
        access.require_may_give(by, shop, role, where)
        invitation = Invitation.objects.create(
            id=uuid7(),
            party_id=shop.party_id,
            role=role,
            places=as_list(where),
            contact=rules.checked_contact(contact),
            invited_by_id=person_of(by),
            invited_at=at,
            expires_at=at + rules.INVITATION_LASTS,
        )
        told = {"role": role, "shops": told_places(where)}
        record("staff.invite", target=f"invitation/{invitation.pk}", by=by, at=at, after=told, about=shop.pk)
        turn.remember(invitation=invitation.pk)
        return invitation


@entry
def withdraw_invitation(*, shop_id: UUID, invitation_id: UUID, by: Actor, at: datetime) -> Invitation:
    """Let an invitation be good for nobody. Withdrawing twice changes nothing.

    Raises:
        NotFound, InvitationNotFound: not one of a shop that the actor manages, or it was accepted.
        NotYoursToGive: the role is not the actor's to give.
    """
    shop, invitation = access.invitation_for(by, shop_id, invitation_id, lock=True)
    if invitation.status == Status.ACCEPTED:
        raise InvitationNotFound
    if invitation.status == Status.OPEN:
        _answer(invitation, Status.WITHDRAWN, by=by, at=at)
        record("staff.withdraw", target=f"invitation/{invitation.pk}", by=by, at=at, before={"role": invitation.role}, about=shop.pk)
    return invitation


@entry
def accept_invitation(*, token: str, by: Actor, at: datetime) -> Membership:
    """Take up the offered role. The first who accepts has it; accepting again answers her own role.

    Raises:
        Unauthenticated: nobody is signed in.
        InvitationNotFound: not signed by us, used, withdrawn or expired.
        InvitedAnother: it was sent to another address.
        RoleHeld: she holds the role already.
    """
    me = person_of(by)
    invitation = Invitation.objects.select_for_update().filter(pk=links.read(token)).first()
    if invitation is None:
        raise InvitationNotFound
    mine = Membership.objects.filter(person=me, party=invitation.party_id, role=invitation.role, ended_at=None)
    if invitation.status == Status.ACCEPTED and invitation.answered_by_id == me and (held := mine.first()):
        return held
    require_answerable(invitation, by, at=at)
    membership = take_up_role(person_id=me, party_id=invitation.party_id, role=invitation.role, places=invitation.places, at=at)
    _answer(invitation, Status.ACCEPTED, by=by, at=at)
    for shop_id in shops_meant(invitation):
        after = {"role": invitation.role, "shops": told_places(invitation.places)}
        record("staff.accept", target=f"person/{me}", by=by, at=at, after=after, about=shop_id)
    return membership


def require_answerable(invitation: Invitation, by: Actor, *, at: datetime) -> None:
    """Raises ``InvitationNotFound`` or ``InvitedAnother``."""
    if invitation.status != Status.OPEN or invitation.expires_at <= at:
        raise InvitationNotFound
    if "@" in invitation.contact and not Person.objects.filter(pk=person_of(by), email__iexact=invitation.contact).exists():
        raise InvitedAnother


def checked_places(shop: Shop, role: str, places: Collection[UUID] | None) -> rules.Places:
    """Shops of the business, or all of them. Raises ``BadPlaces``."""
    if places is None:
        return None
    wanted = frozenset(places)
    if not wanted or role == Membership.Role.OWNER or Shop.objects.filter(pk__in=wanted, party=shop.party_id).count() != len(wanted):
        raise BadPlaces
    return wanted


def as_list(places: rules.Places) -> list[UUID] | None:
    return None if places is None else sorted(places)


def told_places(places: Collection[UUID] | None) -> list[str] | str:
    return "all" if places is None else sorted(map(str, places))


def shops_meant(invitation: Invitation) -> list[UUID]:
    if invitation.places is not None:
        return list(invitation.places)
    return list(Shop.objects.filter(party=invitation.party_id).order_by("pk").values_list("pk", flat=True))


@inner
def _answer(invitation: Invitation, status: str, *, by: Actor, at: datetime) -> None:
    invitation.status, invitation.answered_by_id, invitation.answered_at = status, by.person_id, at
    invitation.save(update_fields=["status", "answered_by", "answered_at"])
