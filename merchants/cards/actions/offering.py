"""A shop says which cards it sells."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from ecosystem.audit.public import record
from ecosystem.kernel.actor import Actor
from ecosystem.kernel.clock import business_date
from ecosystem.kernel.money import to_text
from ecosystem.kernel.verbs import entry
from ecosystem.ledger.public import custody_of, deposit_of, open_accounts
from ecosystem.once.public import once
from merchants.shops.public import MANAGERS, shop_for

from .. import access, queries, rules
from ..errors import BadPlan, PlanAboveLimits
from ..models import Plan


@entry
def define_plan(*, shop_id: UUID, name: str, price_minor: int, bonus_minor: int, bonus_days: int, key: str, by: Actor, at: datetime) -> Plan:
    """Sell a card: pay ``price_minor``, spend the bonus as well. Each card's bonus comes out of the shop's account when it is sold.

    Raises:
        NotFound: not a shop that the actor manages.
        BadPlan: no name, or numbers that make no card.
        PlanAboveLimits: it would be worth more, or give more, than a card may.
    """
    body = {"shop": shop_id, "name": name, "price": price_minor, "bonus": bonus_minor, "days": bonus_days}
    with once(key, verb="cards.define_plan", by=by, body=body, at=at) as turn:
        shop = shop_for(by, shop_id, MANAGERS)
        if turn.earlier:
            return Plan.objects.get(pk=turn.earlier["plan"])
        if not 0 < len(name.strip()) <= rules.MOST_NAME or price_minor <= 0 or bonus_minor < 0 or not 30 <= bonus_days <= 1095:
            raise BadPlan
        limits = queries.limits_on(business_date(at))
        if price_minor + bonus_minor > limits.per_card_minor or bonus_minor * 10_000 > price_minor * limits.bonus_bp:
            raise PlanAboveLimits(card=to_text(limits.per_card_minor), bonus=limits.bonus_bp // 100)
        plan = Plan.objects.create(
            shop=shop, name=name.strip(), price_minor=price_minor, bonus_minor=bonus_minor, bonus_days=bonus_days, created_at=at
        )
        open_accounts([custody_of(shop.party_id), deposit_of(shop.party_id)])
        record("cards.define_plan", target=plan, by=by, at=at, after={"price_minor": price_minor, "bonus_minor": bonus_minor}, about=shop.pk)
        turn.remember(plan=plan.pk)
        return plan


@entry
def stop_plan(*, plan_id: UUID, by: Actor, at: datetime) -> Plan:
    """Sell no more of it; what people hold stays good. Again: nothing changes. Raises ``PlanNotFound``."""
    plan = access.plan_for_manager(by, plan_id)
    if Plan.objects.filter(pk=plan_id, status=Plan.Status.ON_SALE).update(status=Plan.Status.STOPPED):
        record("cards.stop_plan", target=plan, by=by, at=at, before={"status": "on_sale"}, after={"status": "stopped"}, about=plan.shop_id)
    plan.status = Plan.Status.STOPPED
    return plan
