"""One change of a delivery's status: compare and set, with its moment, in one statement."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from ecosystem.audit.public import record
from ecosystem.kernel.actor import Actor
from ecosystem.kernel.verbs import inner
from ecosystem.notices.public import nudge

from .. import rules
from ..errors import DeliveryMoved
from ..models import Delivery


@inner
def move(delivery: Delivery, to: str, *, before: Sequence[str] = (), reason: str = "", by: Actor, at: datetime, **also: Any) -> Delivery:
    """Take a delivery whose order the caller holds to ``to``, with ``also`` changed.

    Raises:
        DeliveryMoved: it stands in none of ``before``, or of those from which one comes to ``to``.
    """
    came_from, change = delivery.status, {"status": to, rules.STAMP[to]: at, **also}
    if not Delivery.objects.filter(pk=delivery.pk, status__in=before or rules.BEFORE[to]).update(**change):
        now = Delivery.objects.values_list("status", flat=True).get(pk=delivery.pk)
        raise DeliveryMoved(status=str(Delivery.Status(now).label))
    for name, value in change.items():
        setattr(delivery, name, value)
    target, about = f"delivery/{delivery.pk}", delivery.order.shop_id
    record(f"delivery.{to}", target=target, by=by, at=at, before={"status": came_from}, after={"status": to}, reason=reason, about=about)
    wake(delivery)
    return delivery


def wake(delivery: Delivery) -> None:
    """The pages of buyer, shop and rider look again."""
    order = delivery.order
    rider = delivery.rider.party_id if delivery.rider else None
    nudge([party for party in (order.buyer_id, order.shop.party_id, rider) if party], "orders")
