"""Cases, fetched for whoever asks; absent and forbidden are the same."""

from __future__ import annotations

from uuid import UUID

from django.db.models import Exists, OuterRef, Q

from ecosystem.identity.public import Membership, bank_roles_of, require_operator
from ecosystem.kernel.actor import Actor
from merchants.orders.public import Order
from merchants.shops.public import KEEPERS, shops_where

from .errors import CaseNotFound
from .models import Case, Photo, Step

# What brings a case before an operator.
ASKED_ABOUT = (Step.Act.ESCALATE, Step.Act.FAIL, Step.Act.REFUND)


def case_for_shop(actor: Actor, case_id: UUID, *, lock: bool = False) -> Case:
    """A case of a shop that the actor keeps."""
    return _one(Q(shop__in=shops_where(actor, KEEPERS)), case_id, lock)


def case_for_buyer(actor: Actor, case_id: UUID, *, lock: bool = False) -> Case:
    """A case of an order that the actor made."""
    return _one(Q(buyer=actor.party_id, buyer__isnull=False), case_id, lock)


def case_for_operator(actor: Actor, case_id: UUID, *, lock: bool = False) -> Case:
    """A case that the platform was asked about, or whose refund did not get through at once, for the bank's operators.

    Raises ``NotFound`` for anybody else.
    """
    require_operator(actor)
    return _one(Q(Exists(Step.objects.filter(case=OuterRef("pk"), act__in=ASKED_ABOUT))), case_id, lock)


def case_for_either(actor: Actor, case_id: UUID, *, lock: bool = False) -> Case:
    """A case of the actor's, on either side."""
    return _one(Q(buyer=actor.party_id, buyer__isnull=False) | Q(shop__in=shops_where(actor, KEEPERS)), case_id, lock)


def case_of_nobody(case_id: UUID) -> Case:
    """A case for the platform's own clock, held."""
    return _one(Q(), case_id, lock=True)


def photo_for(actor: Actor, photo_id: UUID) -> Photo:
    """A picture of a case that the actor is a side of, or that is before an operator."""
    photo = Photo.objects.filter(pk=photo_id).first()
    if photo is None:
        raise CaseNotFound
    operates = Membership.Role.OPERATOR in bank_roles_of(actor)
    if not (operates and Step.objects.filter(case=photo.case_id, act__in=ASKED_ABOUT).exists()):
        case_for_either(actor, photo.case_id)
    return photo


def _one(mine: Q, case_id: UUID, lock: bool) -> Case:
    """With ``lock`` the order is held first, then the case: everything about one order comes one after another."""
    rows = Case.objects.filter(mine, pk=case_id)
    if lock:
        found = rows.values_list("order", flat=True).first()
        if found is None:
            raise CaseNotFound
        list(Order.objects.select_for_update(of=("self",)).filter(pk=found).values_list("pk"))
        rows = rows.select_for_update(of=("self",))
    case = rows.select_related("order", "shop").first()
    if case is None:
        raise CaseNotFound
    return case
