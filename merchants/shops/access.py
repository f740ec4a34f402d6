"""Shops, for an actor: absent and forbidden are the same ``NotFound``."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet

from ecosystem.identity.public import Membership
from ecosystem.kernel.actor import Actor
from ecosystem.kernel.errors import NotFound

from .models import Shop

# Who does what in a shop, as roles of its party (circles.md F22).
OWNERS = frozenset({"owner"})
MANAGERS = OWNERS | {"manager"}
KEEPERS = MANAGERS | {"clerk"}
SELLERS = KEEPERS | {"cashier"}
STOCKERS = KEEPERS | {"stock_keeper"}
BUYERS = MANAGERS | {"buyer"}
ACCOUNTANTS = OWNERS | {"accountant"}
RIDERS = KEEPERS | {"rider"}


def shop_for(actor: Actor, shop_id: UUID, roles: Collection[str] = KEEPERS, *, lock: bool = False) -> Shop:
    """The shop, if the actor holds one of the roles at its party today; one statement.

    Raises:
        NotFound: no such shop, or none that the actor keeps.
    """
    shops = _kept(actor, roles).filter(pk=shop_id)
    shop = (shops.select_for_update(of=("self",)) if lock else shops).first()
    if shop is None:
        raise NotFound
    return shop


def shops_of(actor: Actor, roles: Collection[str] = KEEPERS) -> list[Shop]:
    return list(_kept(actor, roles).order_by("opened_on", "pk"))


def shops_where(actor: Actor, roles: Collection[str] = KEEPERS) -> QuerySet[Shop, Any]:
    """Ids of the shops that the actor keeps, usable as a subquery."""
    return _kept(actor, roles).values("pk")


def _kept(actor: Actor, roles: Collection[str]) -> QuerySet[Shop]:
    if actor.person_id is None:
        return Shop.objects.none()
    held = Membership.objects.filter(person=actor.person_id, party=OuterRef("party"), role__in=list(roles), ended_at=None)
    return Shop.objects.filter(Exists(held))
