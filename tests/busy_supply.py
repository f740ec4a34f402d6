"""What waits on the street: unanswered orders, dearer prices, counts at the door, refused and returned goods, goods on their way to the branch;
and the month that is closed. Importing it adds the acts."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from merchants.aftersale import actions as aftersale
from merchants.aftersale.rules import Asked
from merchants.orders.public import code_of
from merchants.procurement import actions as buying_acts
from merchants.procurement.actions import ArticleTerms, Bill, Counted
from merchants.procurement.models import Dispute, DoorCount, Refused, Shipment
from merchants.procurement.queries import unanswered
from merchants.procurement.rules import Want
from merchants.reports.actions import close_month, fold, reopen_month
from merchants.stock import actions as stock
from merchants.stock.models import Quarantine, Transfer
from merchants.stock.public import Packed
from tests import busy_lives, buying
from tests.busy import ACTS, GOING, IDLE, D, _case, _order, _purchase, act, key, some
from tests.cast import actor
from tests.merchants.stock.cast import second_shop, twin_of

PRICES = (7_200, 7_500, 7_900)
LONG_AGO = date(2026, 10, 15)
LAST_MONTH = LONG_AGO.replace(day=1)


class Street(busy_lives.Street):
    def _furnish(self) -> None:
        super()._furnish()
        buying.dearer(self.town, buyer=0)
        self.branch = second_shop(self.corner)
        twin_of(self.corner.milk, self.branch, self.corner)


@act
def price_moves(at: Any, chance: random.Random) -> object:
    """What the supplier asks for a case from now on; two changes at once are one."""
    case = type(at.town.case).objects.get(pk=at.town.case.pk)
    terms = ArticleTerms(code=case.code, name_zh="Case", name_en="Case", price_minor=chance.choice(PRICES))
    return buying_acts.change_article(article_id=case.pk, terms=terms, seen_version=case.version, by=at.supplier, at=at.now)


@act
def colleague_orders(at: Any, chance: random.Random) -> object:
    """Who may not buy dearer than before sends it herself, or hands it in."""
    by: dict[str, Any] = {"by": actor(at.town.buyer), "at": at.now}
    wants = [Want(at.town.case.pk, D(chance.randint(1, 5))), Want(at.town.apples.pk, D("2.5"))]
    order = buying_acts.draft_order(shop_id=at.shop.pk, supplier_id=at.town.supplier.pk, wants=wants, key=key(), **by)
    return chance.choice([buying_acts.send_order, buying_acts.hand_in, buying_acts.hand_in])(order_id=order.pk, **by)


@act
def draft_is_decided(at: Any, chance: random.Random) -> object:
    order = _purchase(at, chance, "to_approve")
    if order is None:
        return IDLE
    if chance.random() < 0.2:
        return buying_acts.return_to_draft(order_id=order.pk, reason="too much", by=at.owner, at=at.now)
    return buying_acts.approve_order(order_id=order.pk, seen_version=order.version, by=at.owner, at=at.now)


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
def dispute_moves(at: Any, chance: random.Random) -> object:
    dispute = some(Dispute.objects.filter(order__shop=at.shop).exclude(status="settled"), chance)
    if dispute is None:
        return IDLE
    it: dict[str, Any] = {"order_id": dispute.order_id, "dispute_id": dispute.pk, "at": at.now}
    if chance.random() < 0.5:
        return buying_acts.settle_dispute(by=at.owner, **it)
    return buying_acts.answer_dispute(answer=chance.choice(["replace", "credit", "contest"]), by=at.supplier, **it)


@act
def returned_goods_are_decided(at: Any, chance: random.Random) -> object:
    """What lies in quarantine; and where the goods of a case go whose money is decided already."""
    held = some(Quarantine.objects.filter(level__sku__shop=at.shop, status="held"), chance)
    case = _case(chance, "done", "refunding")
    if held is not None and (case is None or chance.random() < 0.6):
        return stock.decide_quarantine(quarantine_id=held.pk, restock=chance.random() < 0.5, by=at.owner, at=at.now)
    if case is None:
        return IDLE
    where = chance.choice(["sellable", "quarantine", "nothing"])
    return aftersale.decide_restock(case_id=case.pk, choices={1: where}, key=key(), by=at.owner, at=at.now)


@act
def is_handed_over_short(at: Any, chance: random.Random) -> object:
    order = _order(at, chance, "ready")
    if order is None:
        return IDLE
    missing = [Asked(1, D(1), chance.choice(["sellable", "nothing"]))]
    return aftersale.hand_over_short(order_id=order.pk, missing=missing, shown=code_of(order.pk), key=key(), by=at.owner, at=at.now)


@act
def goods_go_to_the_branch(at: Any, chance: random.Random) -> object:
    """Packed, on their way, there in parts, and the rest back or lost."""
    milk, it = at.corner.milk.pk, {"by": at.owner, "at": at.now}
    going = some(Transfer.objects.filter(source=at.shop).exclude(status__in=["received", "cancelled"]), chance)
    if going is None or chance.random() < 0.2:
        lines = [Packed(milk, D(chance.randint(1, 5)))]
        return stock.draft_transfer(source_id=at.shop.pk, destination_id=at.branch.pk, lines=lines, key=key(), **it)
    it |= {"transfer_id": going.pk, "key": key()}
    if going.status == "draft":
        return stock.dispatch_transfer(**it)
    steps: list[Callable[[], object]] = [
        lambda: stock.receive_transfer(arrived={milk: D(chance.randint(1, 3))}, **it),
        lambda: stock.receive_transfer(arrived={milk: D(1)}, short_reason="broken", **it),
        lambda: stock.cancel_transfer(how=chance.choice(["back", "write_off"]), reason="broken", **it),
    ]
    return chance.choice(steps)()


ACTS.append(goods_go_to_the_branch)


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
