"""Shops, for an actor: absent and forbidden are the same ``NotFound``."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, OuterRef, Q, QuerySet

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


def first_shop_of(actor: Actor, roles: Collection[str] = KEEPERS) -> Shop:
    """The shop that a page of the actor's opens with. Raises ``NotFound`` for whoever keeps none."""
    shop = _kept(actor, roles).order_by("opened_on", "pk").first()
    if shop is None:
        raise NotFound
    return shop


def shops_where(actor: Actor, roles: Collection[str] = KEEPERS) -> QuerySet[Shop, Any]:
    """Ids of the shops that the actor keeps, usable as a subquery."""
    return _kept(actor, roles).values("pk")


def _kept(actor: Actor, roles: Collection[str]) -> QuerySet[Shop]:
    if actor.person_id is None:
        return Shop.objects.none()
    # A role without places is held at every shop of the party; one with places only there.
    here = Q(places=None) | Q(places__contains=[OuterRef("pk")])
    held = Membership.objects.filter(here, person=actor.person_id, party=OuterRef("party"), role__in=list(roles), ended_at=None)
    return Shop.objects.filter(Exists(held))


def roles_at_shops(actor: Actor) -> set[str]:
    """The roles that the actor holds at any shop: everywhere at its party, or at a place that is one."""
    if actor.person_id is None:
        return set()
    shops = Shop.objects.filter(party=OuterRef("party"))
    here = Q(places=None) | Q(places__overlap=ArraySubquery(shops.values("pk")))
    held = Membership.objects.filter(here, Exists(shops), person=actor.person_id, ended_at=None)
    return set(held.values_list("role", flat=True))


def held_at(shop: Shop) -> QuerySet[Membership]:
    """The roles that anybody holds at this shop today: at its party as a whole, or limited to it among others."""
    return Membership.objects.filter(Q(places=None) | Q(places__contains=[shop.pk]), party=shop.party_id, ended_at=None)


def holds_at(actor: Actor, shop: Shop, roles: Collection[str]) -> bool:
    """Whether the actor holds one of the roles at this shop, for the buttons of a page; verbs ask ``shop_for``."""
    return actor.person_id is not None and held_at(shop).filter(person=actor.person_id, role__in=list(roles)).exists()


def works_at(actor: Actor, shop: Shop) -> bool:
    """Whether the actor holds any role at this shop today."""
    return actor.person_id is not None and held_at(shop).filter(person=actor.person_id).exists()
