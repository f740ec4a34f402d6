"""What happens at the counter and on the shelves."""

from __future__ import annotations

from decimal import Decimal

from merchants.staff.public import set_limits
from merchants.staff.rules import DEFAULTS
from merchants.stock import actions as stock
from merchants.stock.models import Count, Transfer
from merchants.stock.public import Packed, ReceiptLine
from merchants.till import actions as till
from merchants.till.models import Sale, Shift, Todo
from tests import counter
from tests.cast import actor

from .town import Chance, verb


def _ticket(c: Chance, tender: str):  # type: ignore[no-untyped-def]
    lines = [counter.line(sku, str(c.few())) for sku in c.lot.sample([c.town.corner.milk, c.town.corner.bread], c.lot.randint(1, 2))]
    customer = c.town.card if tender == "tab" else None
    drawers = list(Shift.objects.filter(drawer__shop=c.town.shop, status="open").values_list("drawer", flat=True))
    return counter.ticket(*lines, tender=tender, customer=customer, drawer=c.lot.choice(drawers) if drawers and tender == "cash" else None)


@verb
def sell_for_cash(c: Chance) -> object:
    return till.sell(shop_id=c.town.shop.pk, ticket=_ticket(c, "cash"), by=c.owner, at=c.at)


@verb
def sell_on_tab(c: Chance) -> object:
    return till.sell(shop_id=c.town.shop.pk, ticket=_ticket(c, "tab"), by=c.owner, at=c.at)


@verb
def replay(c: Chance) -> object:
    return till.replay(shop_id=c.town.shop.pk, ticket=_ticket(c, c.lot.choice(["cash", "tab"])), by=c.owner, at=c.at)


@verb
def look_at_todo(c: Chance) -> object:
    todo = c.some(Todo.objects.filter(closed_at=None))
    if todo.kind == "held":
        return till.book_again(todo_id=todo.pk, by=c.owner, at=c.at)
    return till.close_todo(todo_id=todo.pk, by=c.owner, at=c.at)


@verb
def take_goods_back(c: Chance) -> object:
    sale = c.some(Sale.objects.all())
    restock = {1: c.lot.choice(["sellable", "quarantine"])}
    return till.give_back(order_id=sale.pk, wanted={1: Decimal(1)}, reason="sour", drawer_id=None, restock=restock, key=c.key(), by=c.owner, at=c.at)


@verb
def take_for_tab(c: Chance) -> object:
    return till.take_for_tab(card_id=c.town.card.pk, amount_minor=c.lot.randint(1, 400), wanted=[], drawer_id=None, key=c.key(), by=c.owner, at=c.at)


@verb
def open_shift(c: Chance) -> object:
    return till.open_shift(shop_id=c.town.shop.pk, drawer=c.lot.choice("123"), float_minor=5_000, key=c.key(), by=c.owner, at=c.at)


@verb
def close_shift(c: Chance) -> object:
    shift = c.some(Shift.objects.filter(status="open"))
    return till.close_shift(shift_id=shift.pk, counted={"cash": c.lot.randint(0, 9_000)}, note="odd", key=c.key(), by=c.owner, at=c.at)


@verb
def approve_shift(c: Chance) -> object:
    shift = c.some(Shift.objects.filter(status="closed"))
    return till.approve_shift(shift_id=shift.pk, by=actor(c.town.market.manager), at=c.at)


@verb
def pay_in(c: Chance) -> object:
    return till.pay_in(
        shift_id=c.some(Shift.objects.filter(status="open")).pk, amount_minor=c.lot.randint(1, 900), reason="change", key=c.key(), by=c.owner, at=c.at
    )


@verb
def pay_out_of_drawer(c: Chance) -> object:
    return till.pay_out(
        shift_id=c.some(Shift.objects.filter(status="open")).pk, amount_minor=c.lot.randint(1, 900), reason="ice", key=c.key(), by=c.owner, at=c.at
    )


@verb
def receive(c: Chance) -> object:
    line = ReceiptLine(c.sku.pk, Decimal(c.lot.randint(1, 12)), c.lot.randint(1, 900))
    return stock.receive_stock(shop_id=c.town.shop.pk, lines=[line], key=c.key(), by=c.owner, at=c.at, landed_minor=c.lot.randint(0, 7))


@verb
def adjust(c: Chance) -> object:
    return stock.adjust_stock(
        shop_id=c.town.shop.pk, sku_id=c.sku.pk, quantity=c.few(), reason=c.lot.choice(["damaged", "lost"]), key=c.key(), by=c.owner, at=c.at
    )


@verb
def put_right(c: Chance) -> object:
    return stock.set_on_hand(sku_id=c.sku.pk, shop_id=c.town.shop.pk, counted=Decimal(c.lot.randint(20, 60)), reason="seen", by=c.owner, at=c.at)


@verb
def let_go_below(c: Chance) -> object:
    return stock.let_counter_go_below(shop_id=c.town.shop.pk, allowed=c.lot.random() < 0.5, by=c.owner, at=c.at)


@verb
def keep_some_back(c: Chance) -> object:
    return stock.set_shelf_limits(
        shop_id=c.town.shop.pk, sku_id=c.sku.pk, safety=Decimal(c.lot.randint(0, 2)), backorder_limit=Decimal(0), by=c.owner, at=c.at
    )


@verb
def plan_count(c: Chance) -> object:
    return stock.plan_count(shop_id=c.town.shop.pk, name="milk", sku_ids=[c.sku.pk], key=c.key(), by=c.owner, at=c.at)


@verb
def start_count(c: Chance) -> object:
    return stock.start_count(count_id=c.some(Count.objects.filter(status="planned")).pk, by=c.owner, at=c.at)


@verb
def tally(c: Chance) -> object:
    count = c.some(Count.objects.filter(status="counting"))
    return stock.tally(count_id=count.pk, sku_id=c.some(count.lines.all()).sku_id, counted=Decimal(c.lot.randint(5, 60)), by=c.owner, at=c.at)


@verb
def review_count(c: Chance) -> object:
    return stock.review_count(count_id=c.some(Count.objects.filter(status="counting")).pk, by=c.owner, at=c.at)


@verb
def post_count(c: Chance) -> object:
    return stock.post_count(count_id=c.some(Count.objects.filter(status="reviewing")).pk, key=c.key(), by=c.owner, at=c.at)


@verb
def cancel_count(c: Chance) -> object:
    return stock.cancel_count(count_id=c.some(Count.objects.filter(status__in=["planned", "counting"])).pk, by=c.owner, at=c.at)


def _there_and_back(c: Chance):  # type: ignore[no-untyped-def]
    here, there = (c.town.shop, c.town.corner.milk), (c.town.second, c.town.twin)
    return (here, there) if c.lot.random() < 0.6 else (there, here)


@verb
def draft_transfer(c: Chance) -> object:
    (source, sku), (destination, _twin) = _there_and_back(c)
    lines = [Packed(sku.pk, c.few())]
    return stock.draft_transfer(source_id=source.pk, destination_id=destination.pk, lines=lines, key=c.key(), by=c.owner, at=c.at)


@verb
def dispatch_transfer(c: Chance) -> object:
    return stock.dispatch_transfer(transfer_id=c.some(Transfer.objects.filter(status="draft")).pk, key=c.key(), by=c.owner, at=c.at)


@verb
def receive_transfer(c: Chance) -> object:
    transfer = c.some(Transfer.objects.filter(status__in=["in_transit", "partially_received"]))
    arrived = {line.from_sku_id: Decimal(1) for line in transfer.lines.all()}
    return stock.receive_transfer(transfer_id=transfer.pk, arrived=arrived, short_reason="", key=c.key(), by=c.owner, at=c.at)


@verb
def cancel_transfer(c: Chance) -> object:
    transfer = c.some(Transfer.objects.filter(status__in=["draft", "in_transit", "partially_received"]))
    how = c.lot.choice(["back", "write_off"])
    return stock.cancel_transfer(transfer_id=transfer.pk, how=how, reason="lost", key=c.key(), by=c.owner, at=c.at)


@verb
def limit_cashiers(c: Chance) -> object:
    return set_limits(shop_id=c.town.shop.pk, role="cashier", limits=DEFAULTS["cashier"], by=c.owner, at=c.at)
