"""Group-buys and groups, for an actor: absent and forbidden are the same."""

from __future__ import annotations

from uuid import UUID

from ecosystem.kernel.actor import Actor
from ecosystem.kernel.codes import code_typed
from merchants.shops.public import MANAGERS, shops_where

from . import rules
from .errors import GroupBuyNotFound, GroupNotFound
from .models import Group, GroupBuy


def group_buy_for_shop(actor: Actor, group_buy_id: UUID) -> GroupBuy:
    """A group-buy of a shop that the actor manages."""
    found = GroupBuy.objects.select_related("shop", "sku").filter(pk=group_buy_id, shop__in=shops_where(actor, MANAGERS)).first()
    if found is None:
        raise GroupBuyNotFound
    return found


def group_for_shop(actor: Actor, group_id: UUID, *, lock: bool = False) -> Group:
    """A group at a shop that the actor manages."""
    rows = Group.objects.filter(pk=group_id, shop__in=shops_where(actor, MANAGERS))
    found = (rows.select_for_update(of=("self",), no_key=True) if lock else rows).select_related("shop").first()
    if found is None:
        raise GroupNotFound
    return found


def group_by_code(code: str) -> Group:
    """A group by what its link or code says; whoever has the code may look at it."""
    found = Group.objects.select_related("shop", "sku__variant", "group_buy").filter(code=code_typed(code)[: rules.CODE_LENGTH + 1]).first()
    if found is None:
        raise GroupNotFound
    return found
