"""Promotions and budgets, for an actor: absent and forbidden are the same."""

from __future__ import annotations

from uuid import UUID

from ecosystem.identity.public import Membership, Party, bank_roles_of, parties_where
from ecosystem.kernel.actor import Actor
from merchants.shops.public import MANAGERS, shops_where

from .errors import BudgetNotFound, PromotionNotFound
from .models import Budget, Promotion

FUNDERS = frozenset({Membership.Role.OWNER, Membership.Role.ACCOUNTANT})


def promotion_for(actor: Actor, promotion_id: UUID, *, lock: bool = False) -> Promotion:
    """A promotion of a shop that the actor manages."""
    found = Promotion.objects.filter(pk=promotion_id, shop__in=shops_where(actor, MANAGERS))
    if lock:
        found = found.select_for_update(of=("self",), no_key=True)
    promotion = found.select_related("shop").first()
    if promotion is None:
        raise PromotionNotFound
    return promotion


def budget_for(actor: Actor, budget_id: UUID, *, lock: bool = False) -> Budget:
    """A budget of the bank, for its operators; a budget of a party, for those who keep its money."""
    mine = parties_where(actor, FUNDERS)
    if Membership.Role.OPERATOR in bank_roles_of(actor):
        mine += Party.objects.filter(kind=Party.Kind.BANK_UNIT).values_list("pk", flat=True)
    found = Budget.objects.filter(pk=budget_id, party__in=mine)
    if lock:
        found = found.select_for_update(of=("self",), no_key=True)
    budget = found.select_related("party", "shop").first()
    if budget is None:
        raise BudgetNotFound
    return budget
