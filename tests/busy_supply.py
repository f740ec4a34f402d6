"""What waits on the street: unanswered orders, counts at the door, refused goods; and the month that is closed. Importing it adds the acts."""

from __future__ import annotations

import random
from datetime import date, timedelta
from typing import Any

from merchants.procurement import actions as buying_acts
from merchants.procurement.actions import Bill, Counted
from merchants.procurement.models import DoorCount, Refused, Shipment
from merchants.procurement.queries import unanswered
from merchants.reports.actions import close_month, fold, reopen_month
from tests.busy import ACTS, GOING, IDLE, D, _purchase, act, key, some

LONG_AGO = date(2026, 10, 15)
LAST_MONTH = LONG_AGO.replace(day=1)


@act
def nobody_answers(at: Any, chance: random.Random) -> object:
    """Time is over for one, half over for another; the shop waits longer for a third."""
    when = at.now + timedelta(hours=chance.choice([36, 72]))
    due = unanswered(when)
    if not due or chance.random() < 0.6:
        return IDLE
    order_id = chance.choice(due)
    what = chance.random()
    if what < 0.2:
        return buying_acts.wait_longer(order_id=order_id, by=at.owner, at=at.now)
    done = (buying_acts.ask_again if what < 0.6 else buying_acts.lapse)(order_id=order_id, at=when)
    return IDLE if done is None else done


@act
def delivery_is_counted(at: Any, chance: random.Random) -> object:
    order = _purchase(at, chance, *GOING)
    if order is None:
        return IDLE
    shipment = some(Shipment.objects.filter(order=order, status="on_the_way"), chance)
    it: dict[str, Any] = {"shipment_id": shipment.pk if shipment else None, "key": key(), "by": at.owner, "at": at.now}
    return buying_acts.count_delivery(order_id=order.pk, delivered={1: D(chance.randint(1, 2))}, **it)


@act
def count_is_decided(at: Any, chance: random.Random) -> object:
    # Once in a while one that was decided before.
    count = some(DoorCount.objects.filter(order__shop=at.shop, status__in=["waiting"] * 4 + ["accepted"]), chance)
    if count is None:
        return IDLE
    it: dict[str, Any] = {"order_id": count.order_id, "count_id": count.pk, "by": at.owner, "at": at.now}
    if chance.random() < 0.2:
        return buying_acts.drop_count(reason="again", **it)
    came = count.lines.get().delivered
    bad = D(chance.choice([0, 0, 1]))
    return buying_acts.accept_count(counted=[Counted(1, came - bad, bad, "broken" if bad else "")], key=key(), **it)


ACTS.append(count_is_decided)


@act
def refused_goods_leave(at: Any, chance: random.Random) -> object:
    refused = some(Refused.objects.filter(of__receipt__order__shop=at.shop, status="held").select_related("of__receipt"), chance)
    if refused is None:
        return IDLE
    it: dict[str, Any] = {"order_id": refused.of.receipt.order_id, "refused_id": refused.pk, "by": at.owner, "at": at.now}
    part = D(1) if refused.quantity > 1 and chance.random() < 0.5 else None
    return buying_acts.decide_refused(decision=chance.choice(["sent_back", "scrapped"]), quantity=part, key=key(), **it)


@act
def month_moves(at: Any, chance: random.Random) -> object:
    """The last month is closed and opened again, while somebody dates a bill into it."""
    what = chance.random()
    if what < 0.3:
        return reopen_month(shop_id=at.shop.pk, first=LAST_MONTH, reason="a late bill", by=at.owner, at=at.now)
    if what < 0.7:
        fold()
        return close_month(shop_id=at.shop.pk, first=LAST_MONTH, key=key(), by=at.owner, at=at.now)
    order = _purchase(at, chance, "partially_received", "received")
    if order is None:
        return IDLE
    it: dict[str, Any] = {"number": key()[:10], "bills": [Bill(1, D(1), 7_200)], "issued_on": LONG_AGO, "key": key()}
    return buying_acts.issue_invoice(order_id=order.pk, by=at.supplier, at=at.now, **it)
