"""Group-buys in every state that somebody may see, and the pages that show them."""

from __future__ import annotations

from collections.abc import Iterator

from merchants.groups.actions import complete_group, fail_late_groups
from merchants.orders.public import go_on_with_groups
from tests.cast import MORNING, Corner, actor
from tests.grouping import begun, joined, neighbours, offered
from tests.journeys.screen import Screen


def group_screens(town: Corner) -> Iterator[Screen]:
    """One that forms, one that did not fill, one that the shop completed."""
    short, offer = offered(town, steps=((2, 420),), hours=1, sku_id=town.bread.pk), offered(town, sku_id=town.bread.pk, steps=((3, 700), (5, 600)))
    failed = begun(town, short, size=2)
    fail_late_groups(at=failed.expires_at)
    go_on_with_groups(at=failed.expires_at)
    friend, other = neighbours(2)
    completed = begun(town, offer, by=friend)
    complete_group(group_id=completed.pk, by=actor(town.owner), at=MORNING)
    forming = begun(town, offer)
    joined(forming, other)
    order = forming.orders.get(buyer=town.resident.party)
    yield Screen("groups", "/shop/groups/", town.owner)
    yield Screen("group", f"/g/{forming.code}/", town.resident)
    yield Screen("group-to-join", f"/g/{forming.code}/", town.outsider)
    yield Screen("group-visited", f"/g/{forming.code}/", None)
    yield Screen("group-completed", f"/g/{completed.code}/", town.resident)
    yield Screen("group-failed", f"/groups/find/?code={failed.code}", town.resident)
    yield Screen("group-begin", f"/groups/start/{offer.pk}/", town.resident)
    yield Screen("my-groups", "/groups/", town.resident)
    yield Screen("my-groups-empty", "/groups/", town.outsider)
    yield Screen("order-in-group", f"/orders/{order.pk}/", town.resident)
