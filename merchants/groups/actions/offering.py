"""A shop says what it sells cheaper to groups, and stops saying so."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from ecosystem.audit.public import record
from ecosystem.kernel.actor import Actor
from ecosystem.kernel.verbs import entry
from ecosystem.once.public import once
from merchants.catalog.public import Sku, SkuNotFound, terms_of
from merchants.shops.public import MANAGERS, shop_for

from .. import access, rules
from ..errors import AsksSomething, BadGroupBuy
from ..models import GroupBuy, Step


@entry
def set_up_group_buy(
    *, shop_id: UUID, sku_id: UUID, steps: Sequence[tuple[int, int]], hours: int, starts_at: datetime, days: int, key: str, by: Actor, at: datetime
) -> GroupBuy:
    """Offer an article to groups: ``steps`` are (people, price of each in minor units), ``hours`` a group's time to fill.

    New groups may begin for ``days`` from ``starts_at``. The same key sets up one.

    Raises:
        NotFound: not a shop that the actor manages.
        SkuNotFound: not an article on sale there.
        BadGroupBuy: steps that don't rise in people and fall in price below the shelf's, or times out of bounds.
        AsksSomething: with the article a buyer must choose something.
    """
    body = {"shop": shop_id, "sku": sku_id, "steps": list(steps), "hours": hours, "starts_at": starts_at, "days": days}
    with once(key, verb="groups.set_up", by=by, body=body, at=at) as turn:
        shop = shop_for(by, shop_id, MANAGERS)
        if turn.earlier:
            return GroupBuy.objects.get(pk=turn.earlier["group_buy"])
        sku = Sku.objects.filter(pk=sku_id, shop=shop, archived_at=None, on_sale=True).first()
        if sku is None:
            raise SkuNotFound
        if not rules.is_ladder(steps, sku.price_minor) or not 1 <= hours <= rules.MOST_HOURS or not 1 <= days <= rules.MOST_DAYS:
            raise BadGroupBuy
        terms = terms_of(shop.pk, [sku_id])[sku_id]
        if any(group.min_picks for group in terms.groups):
            raise AsksSomething(name=terms.name)
        made = GroupBuy.objects.create(shop=shop, sku=sku, hours=hours, starts_at=starts_at, ends_at=starts_at + timedelta(days=days), created_at=at)
        Step.objects.bulk_create(Step(group_buy=made, size=size, price_minor=price) for size, price in steps)
        record(
            "groups.set_up",
            target=made,
            by=by,
            at=at,
            after={"sku": str(sku_id), "steps": [list(step) for step in steps], "hours": hours},
            about=shop.pk,
        )
        turn.remember(group_buy=made.pk)
        return made


@entry
def end_group_buy(*, group_buy_id: UUID, by: Actor, at: datetime) -> GroupBuy:
    """Let no new group begin; those that have begun run on to their own end. Again: nothing changes. Raises ``GroupBuyNotFound``."""
    made = access.group_buy_for_shop(by, group_buy_id)
    if GroupBuy.objects.filter(pk=group_buy_id, ended_at=None).update(ended_at=at):
        record("groups.end", target=made, by=by, at=at, about=made.shop_id)
        made.ended_at = at
    return made
