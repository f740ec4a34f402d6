"""Budgets: opened and paid into by the bank or a supplier before anything is promised of them, stopped, taken back."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db.models import F

from ecosystem.audit.public import record
from ecosystem.identity.public import Party, parties_where, require_operator
from ecosystem.kernel.actor import Actor
from ecosystem.kernel.errors import Invalid, NotFound
from ecosystem.kernel.verbs import entry
from ecosystem.ledger.public import Leg, bank_account, deposit_of, open_accounts, post_transfer
from ecosystem.once.public import Turn, once
from merchants.shops.public import Shop

from .. import access
from ..errors import BudgetNotFound, BudgetTooSmall
from ..models import Budget, BudgetEntry


@entry
def open_budget(*, party_id: UUID | None, name: str, share_pct: int, shop_id: UUID | None, key: str, by: Actor, at: datetime) -> Budget:
    """Offer to bear a part of shops' discounts; nothing is paid in yet. Without a party it is the bank's own.

    Raises:
        NotFound: no operator, or nobody who keeps that party's money; no such shop.
        Invalid: no name, or no part between 1 and 100 per cent.
    """
    body = {"party": party_id, "name": name, "share": share_pct, "shop": shop_id}
    with once(key, verb="promotions.open_budget", by=by, body=body, at=at) as turn:
        funder, of = _funder(party_id, by)
        if turn.earlier:
            return Budget.objects.get(pk=turn.earlier["budget"])
        if not 1 <= share_pct <= 100 or not 0 < len(name.strip()) <= 60:
            raise Invalid
        if shop_id is not None and not Shop.objects.filter(pk=shop_id).exists():
            raise NotFound
        budget = Budget.objects.create(funder=funder, party_id=of, shop_id=shop_id, name=name.strip(), share_pct=share_pct, opened_at=at)
        open_accounts([budget.account])
        record("promotions.open_budget", target=budget, by=by, at=at, after={"name": budget.name, "share_pct": share_pct})
        turn.remember(budget=budget.pk)
        return budget


@entry
def fund_budget(*, budget_id: UUID, amount_minor: int, key: str, by: Actor, at: datetime) -> Budget:
    """Pay in: the bank from its book of subsidies, a supplier from its deposit. The same key pays once.

    Raises:
        BudgetNotFound: not the actor's to pay into, or stopped.
        Invalid: nothing to pay in.
        InsufficientFunds: the supplier has less.
    """
    with once(key, verb="promotions.fund_budget", by=by, body={"budget": budget_id, "amount": amount_minor}, at=at) as turn:
        budget = access.budget_for(by, budget_id, lock=True)
        if turn.earlier:
            return budget
        if amount_minor <= 0:
            raise Invalid
        if budget.status != Budget.Status.ACTIVE:
            raise BudgetNotFound
        transfer_id = _moved(budget, amount_minor, f"budget/{budget.pk}/fund/{by.name}/{key}", "budget_funding", at=at)
        Budget.objects.filter(pk=budget.pk).update(funded_minor=F("funded_minor") + amount_minor)
        return _told(budget, BudgetEntry.Kind.FUNDED, amount_minor, transfer_id, turn, by=by, at=at)


@entry
def withdraw_budget(*, budget_id: UUID, amount_minor: int, key: str, by: Actor, at: datetime) -> Budget:
    """Take back what is left and promised to nobody.

    Raises:
        BudgetNotFound: not the actor's.
        BudgetTooSmall: more than is left.
    """
    with once(key, verb="promotions.withdraw_budget", by=by, body={"budget": budget_id, "amount": amount_minor}, at=at) as turn:
        budget = access.budget_for(by, budget_id, lock=True)
        if turn.earlier:
            return budget
        if not 0 < amount_minor <= budget.left_minor:
            raise BudgetTooSmall
        transfer_id = _moved(budget, -amount_minor, f"budget/{budget.pk}/withdraw/{by.name}/{key}", "budget_withdrawal", at=at)
        Budget.objects.filter(pk=budget.pk).update(withdrawn_minor=F("withdrawn_minor") + amount_minor)
        return _told(budget, BudgetEntry.Kind.WITHDRAWN, amount_minor, transfer_id, turn, by=by, at=at)


@entry
def stop_budget(*, budget_id: UUID, key: str, by: Actor, at: datetime) -> Budget:
    """Promise nothing more of it, once a key; what is promised is still paid. Raises ``BudgetNotFound``."""
    with once(key, verb="promotions.stop_budget", by=by, body={"budget": budget_id}, at=at) as turn:
        budget = access.budget_for(by, budget_id, lock=True)
        if turn.earlier:
            return budget
        turn.remember(budget=budget_id)
        if budget.status == Budget.Status.ACTIVE:
            budget.status = Budget.Status.STOPPED
            budget.save(update_fields=["status"])
            record(
                "promotions.stop_budget",
                target=budget,
                by=by,
                at=at,
                before={"status": "active"},
                after={"status": "stopped", "left_minor": budget.left_minor},
            )
        return budget


def _funder(party_id: UUID | None, by: Actor) -> tuple[str, UUID]:
    if party_id is None:
        require_operator(by)
        return Budget.Funder.PLATFORM, Party.objects.filter(kind=Party.Kind.BANK_UNIT).order_by("created_at", "pk").values_list("pk", flat=True)[0]
    if party_id not in parties_where(by, access.FUNDERS) or Party.objects.filter(pk=party_id, kind=Party.Kind.BANK_UNIT).exists():
        raise NotFound
    return Budget.Funder.SUPPLIER, party_id


def _moved(budget: Budget, amount_minor: int, key: str, kind: str, *, at: datetime) -> UUID:
    source = bank_account("subsidy", spread_by=str(budget.pk)) if budget.funder == Budget.Funder.PLATFORM else deposit_of(budget.party_id)
    return post_transfer(key=key, kind=kind, legs=[Leg(source, -amount_minor), Leg(budget.account, amount_minor)], at=at)


def _told(budget: Budget, kind: str, amount_minor: int, transfer_id: UUID, turn: Turn, *, by: Actor, at: datetime) -> Budget:
    BudgetEntry.objects.create(budget=budget, kind=kind, amount_minor=amount_minor, transfer_id=transfer_id, at=at)
    before = {"left_minor": budget.left_minor}
    budget.refresh_from_db()
    record(
        f"promotions.{kind}_budget", target=budget, by=by, at=at, before=before, after={"amount_minor": amount_minor, "left_minor": budget.left_minor}
    )
    turn.remember(budget=budget.pk)
    return budget
