"""Neighbours who buy, the reader that counts them, and the same count by looking at everything."""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from uuid import UUID, uuid4

from django.db import connection, transaction

from ecosystem.feed.models import FactRow, ReaderPosition
from ecosystem.feed.public import publish
from ecosystem.identity.public import Membership, Person
from ecosystem.kernel.clock import business_date
from ecosystem.places.models import Landmark, Neighbourhood
from merchants.aftersale.models import Case, CaseLine
from merchants.catalog.public import Sku
from merchants.orders.facts import OrderSettled
from merchants.orders.public import Line, Order, OrderRefunded, accept_order, mark_ready
from merchants.shops.public import Shop
from residents.neighbours.counting import read_trade
from residents.neighbours.models import Choice, Tally
from tests.cast import MORNING, STREET, Corner, actor
from tests.trading import check_out, hand_over, put


def areas() -> tuple[Neighbourhood, Neighbourhood, Landmark]:
    """Where the corner stands, another part of town, and an estate beside the corner."""
    here, far = (
        Neighbourhood.objects.create(code=code, name_zh=name, name_en=name, lat=STREET[0] + north, lng=STREET[1])
        for code, name, north in (("n1", "Bridge End", 0), ("n2", "Far Side", Decimal("0.05")))
    )
    estate = Landmark.objects.create(code="n1-1", neighbourhood=here, name_zh="梧桐苑", name_en="Plane Court", lat=STREET[0], lng=STREET[1])
    return here, far, estate


def bought(town: Corner, buyer: Person, *skus: Sku, at: datetime = MORNING, upto: str = "completed") -> Order:
    """Ordered, paid and handed over, by its verbs."""
    for sku in skus:
        put(buyer, sku)
    order = Order.objects.get(errand_id=check_out(buyer, at=at))
    owner = actor(town.owner)
    accept_order(order_id=order.pk, by=owner, at=at)
    if upto == "completed":
        mark_ready(order_id=order.pk, by=owner, at=at)
        hand_over(order_id=order.pk, key=uuid4().hex, by=owner, at=at)
    return order


@transaction.atomic
def written(buyer_id: UUID, shop: Shop, skus: Sequence[Sku], *, at: datetime) -> Order:
    """A completed order as rows, with its fact: what many examples need and no verb could make so fast."""
    total = sum(sku.price_minor for sku in skus)
    order = Order.objects.create(
        number=uuid4().hex[:8], shop=shop, buyer_id=buyer_id, errand_id=uuid4(), channel="pickup", status="completed", goods_minor=total,
        total_minor=total, currency="CNY", payment_id=uuid4(), tender="bank_account", placed_at=at, pay_until=at, paid_at=at, completed_at=at,
    )  # fmt: skip
    Line.objects.bulk_create(
        Line(order=order, position=n, sku=sku, name_zh="x", name_en="x", unit_minor=sku.price_minor, quantity=1, gross_minor=sku.price_minor)
        for n, sku in enumerate(skus, 1)
    )
    fact = OrderSettled(str(order.pk), total, total, 0, total, "CNY", "b", same_owner=False)
    publish(fact, about=shop.party_id, key=f"order/{order.pk}/settled", at=at)
    return order


@transaction.atomic
def written_back(order: Order, position: int, quantity: str, *, at: datetime) -> None:
    """A refund of a part of a line as rows, with its fact."""
    refund, line = uuid4(), order.lines.get(position=position)
    case = Case.objects.create(
        order=order, shop_id=order.shop_id, buyer_id=order.buyer_id, kind="refund_only", status="done", reason="damaged", asked_minor=1,
        amount_minor=1, refund_id=refund, applied_at=at, ended_at=at,
    )  # fmt: skip
    CaseLine.objects.create(case=case, line=line, quantity=Decimal(quantity), asked_minor=1, amount_minor=1)
    publish(OrderRefunded(str(order.pk), str(refund), 1, "CNY", "b"), about=order.shop.party_id, key=f"refund/{refund}", at=at)


def read_all(at: datetime = MORNING) -> None:
    """The reader's work until nothing is left: it waits for every older transaction on the server, in other databases too."""
    last, patience = FactRow.objects.order_by("-xid", "-pk").first(), time.monotonic() + 200
    while True:
        read_trade(at=at)
        if last is None or ReaderPosition.objects.filter(name="neighbours", xid=last.xid, fact_id=last.pk).exists():
            return
        assert time.monotonic() < patience, "some transaction never ends"
        time.sleep(0.02)


def until_readable() -> None:
    """Until a reader that asks now sees every fact: one waits for each older transaction on the server."""
    last, patience = FactRow.objects.order_by("-xid", "-pk").first(), time.monotonic() + 200
    with connection.cursor() as cursor:
        while last is not None:
            cursor.execute("SELECT pg_snapshot_xmin(pg_current_snapshot()) > %s::xid8", [str(last.xid)])
            if cursor.fetchone()[0]:
                return
            assert time.monotonic() < patience, "some transaction never ends"
            time.sleep(0.02)


def tallied() -> dict[tuple[int, UUID], int]:
    return {(area, sku): heads for area, sku, heads in Tally.objects.values_list("neighbourhood", "sku", "neighbours")}


def looked_through(at: datetime) -> dict[tuple[int, UUID], int]:
    """The same from every order there is, one by one."""
    today, heads = business_date(at), defaultdict[tuple[int, UUID], set[UUID]](set)
    silent = set(Choice.objects.filter(counts=False).values_list("party", flat=True))
    places = list(Neighbourhood.objects.all())
    for order in Order.objects.filter(status="completed").select_related("shop"):
        assert order.completed_at
        age = (today - business_date(order.completed_at)).days
        if age >= 30 or order.buyer_id is None or order.buyer_id in silent or order.tender == "tab" or order.shop.category == "pharmacy":
            continue
        if Membership.objects.filter(person__party=order.buyer_id, party=order.shop.party_id, ended_at=None).exists():
            continue
        area = min(places, key=lambda one: abs(one.lat - order.shop.lat) + abs(one.lng - order.shop.lng))
        for line in order.lines.all():
            given_back = sum(row.quantity for row in CaseLine.objects.filter(line=line, case__status="done"))
            if given_back < line.quantity:
                heads[area.pk, line.sku_id].add(order.buyer_id)
    return {what: len(who) for what, who in heads.items()}


def days(count: int) -> timedelta:
    return timedelta(days=count)
