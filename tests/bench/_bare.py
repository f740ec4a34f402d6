"""The limit of checkout: the same rows, written by one bare view and Django's ORM, with no rule in between."""

from __future__ import annotations

import json
import os
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import django
from django.core.handlers.wsgi import WSGIHandler

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ecosystem.settings")
django.setup()

from django.conf import settings  # noqa: E402
from django.db import connection, transaction  # noqa: E402
from django.db.models import F  # noqa: E402
from django.http import HttpRequest, JsonResponse  # noqa: E402
from django.urls import path  # noqa: E402

from ecosystem.audit.models import Act  # noqa: E402
from ecosystem.feed.models import FactRow  # noqa: E402
from ecosystem.kernel import clock  # noqa: E402
from ecosystem.kernel.ids import uuid7  # noqa: E402
from ecosystem.ledger.models import Account, Entry, Transfer  # noqa: E402
from ecosystem.ledger.public import deposit_of, pending_of  # noqa: E402
from ecosystem.notices.models import Notice  # noqa: E402
from ecosystem.once.models import Effect  # noqa: E402
from ecosystem.payments.models import Payment, Share  # noqa: E402
from merchants.orders.models import Line, Order  # noqa: E402
from merchants.promotions.models import Coupon, Use  # noqa: E402
from merchants.shops.models import Booking, Slot  # noqa: E402
from merchants.stock.models import Level, Reservation  # noqa: E402
from residents.baskets.models import BasketLine  # noqa: E402


def view(request: HttpRequest) -> JsonResponse:
    """An errand to one shop or several, with a coupon and a slot at the first of them where they are named."""
    asked = json.loads(request.body)
    buyer, at = UUID(asked["buyer"]), clock.now()
    shops = [(UUID(shop), UUID(party)) for shop, party in asked["shops"]]
    with transaction.atomic():
        basket = list(BasketLine.objects.filter(party=buyer).select_related("sku", "sku__level"))
        by_shop = {shop: [line for line in basket if line.sku.shop_id == shop] for shop, _party in shops}
        totals = {shop: sum(line.sku.price_minor for line in lines) for shop, lines in by_shop.items()}
        total = sum(totals.values())
        payment = Payment(
            id=uuid7(), payer_id=buyer, method="bank_account", amount_minor=total, currency="CNY", status="succeeded", created_at=at, decided_at=at
        )
        transfer = Transfer.objects.create(key=uuid4().hex, kind="payment", fingerprint=bytes(32), at=at)
        payment.transfer_id = transfer.pk
        errand = uuid4()
        orders = [
            Order(
                id=uuid7(), number="BARE22", shop_id=shop, buyer_id=buyer, errand_id=errand, channel="pickup", status="paid",
                goods_minor=totals[shop], total_minor=totals[shop], currency="CNY", payment_id=payment.pk,
                tender="bank_account", placed_at=at, pay_until=at, paid_at=at,
            )
            for shop, _party in shops
        ]  # fmt: skip
        Level.objects.filter(sku__in=[line.sku_id for line in basket]).update(reserved=F("reserved") + 1)
        Order.objects.bulk_create(orders)
        placed = [(order, position, line) for order in orders for position, line in enumerate(by_shop[order.shop_id], 1)]
        Line.objects.bulk_create(_line(*each) for each in placed)
        Reservation.objects.bulk_create(
            Reservation(level_id=line.sku.level.pk, order_id=order.pk, position=position, quantity=1) for order, position, line in placed
        )
        payment.save(force_insert=True)
        Share.objects.bulk_create(
            Share(payment=payment, port="order", document_id=order.pk, account=pending_of(party), amount_minor=order.total_minor)
            for order, (_shop, party) in zip(orders, shops, strict=True)
        )
        _move(transfer, {deposit_of(buyer): -total, **{pending_of(party): totals[shop] for shop, party in shops}})
        FactRow.objects.bulk_create(
            FactRow(
                kind="trade.order_paid", version=1, about=party, source="bare", source_key=str(order.pk), body={"order": str(order.pk)},
                fingerprint=bytes(32), standing="claimed", occurred_at=at, recorded_at=at,
            )
            for order, (_shop, party) in zip(orders, shops, strict=True)
        )  # fmt: skip
        Act.objects.bulk_create(Act(at=at, actor="bare", act="orders.pay", target=f"order/{order.pk}") for order in orders)
        Notice.objects.bulk_create(
            Notice(party_id=party, kind="order_arrived", key=f"order/{order.pk}", values={"number": "BARE22"}, created_at=at)
            for order, (_shop, party) in zip(orders, shops, strict=True)
        )
        if "coupon" in asked:
            _with_coupon_and_slot(asked, orders[0], at)
        BasketLine.objects.filter(party=buyer).delete()
        Effect.objects.create(scope="bare", key=uuid4().hex, fingerprint=bytes(32), result={}, at=at)
    return JsonResponse({"order": str(orders[0].pk)}, status=201)


def _with_coupon_and_slot(asked: dict[str, str], order: Order, at: datetime) -> None:
    Coupon.objects.filter(pk=asked["coupon"]).update(status="used", order_id=order.pk, used_at=at)
    Use.objects.create(
        order_id=order.pk, promotion_id=asked["promotion"], coupon_id=asked["coupon"], buyer_id=order.buyer_id, turnover_minor=order.goods_minor,
        discount_minor=1, shares=[1], merchant_minor=1, at=at,
    )  # fmt: skip
    slot, _made = Slot.objects.get_or_create(
        shop_id=order.shop_id,
        channel="pickup",
        begins_at=asked["begins_at"],
        defaults={"ends_at": datetime.fromisoformat(asked["begins_at"]) + timedelta(hours=1), "max_orders": 30_000},
    )
    Slot.objects.filter(pk=slot.pk).update(orders=F("orders") + 1, items=F("items") + 3)
    Booking.objects.create(order_id=order.pk, slot=slot, items=3, booked_at=at)


def _line(order: Order, position: int, line: Any) -> Line:
    sku = line.sku
    price = sku.price_minor
    return Line(
        order=order, position=position, sku_id=sku.pk, name_zh=sku.name_zh, name_en=sku.name_en, unit_minor=price, quantity=1, gross_minor=price
    )


def _move(transfer: Transfer, amounts: dict[str, int]) -> None:
    accounts = list(Account.objects.select_for_update().filter(code__in=amounts).order_by("pk"))
    for account in accounts:
        account.balance_minor += amounts[account.code]
        account.version += 1
    Account.objects.bulk_update(accounts, ["balance_minor", "version"])
    Entry.objects.bulk_create(
        Entry(
            transfer=transfer,
            account=account,
            currency="CNY",
            amount_minor=amounts[account.code],
            balance_after_minor=account.balance_minor,
            version=account.version,
        )
        for account in accounts
    )


urlpatterns = [path("bare", view)]
settings.ROOT_URLCONF = __name__
settings.MIDDLEWARE = []
connection.close()
application = WSGIHandler()
