"""The limit of checkout: the same rows, written by one bare view and Django's ORM, with no rule in between."""

from __future__ import annotations

import json
import os
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
from merchants.stock.models import Level, Reservation  # noqa: E402
from residents.baskets.models import BasketLine  # noqa: E402


def view(request: HttpRequest) -> JsonResponse:
    asked = json.loads(request.body)
    buyer, party, at = UUID(asked["buyer"]), UUID(asked["party"]), clock.now()
    with transaction.atomic():
        basket = list(BasketLine.objects.filter(party=buyer).select_related("sku", "sku__level"))
        total = sum(line.sku.price_minor for line in basket)
        payment = Payment(
            id=uuid7(), payer_id=buyer, method="bank_account", amount_minor=total, currency="CNY", status="succeeded", created_at=at, decided_at=at
        )
        transfer = Transfer.objects.create(key=uuid4().hex, kind="payment", fingerprint=bytes(32), at=at)
        payment.transfer_id = transfer.pk
        order = Order(
            id=uuid7(), number="BARE22", shop_id=UUID(asked["shop"]), buyer_id=buyer, errand_id=uuid4(), channel="pickup", status="paid",
            goods_minor=total, total_minor=total, currency="CNY", payment_id=payment.pk,
            tender="bank_account", placed_at=at, pay_until=at, paid_at=at,
        )  # fmt: skip
        Level.objects.filter(sku__in=[line.sku_id for line in basket]).update(reserved=F("reserved") + 1)
        order.save(force_insert=True)
        Line.objects.bulk_create(_line(order, position, line) for position, line in enumerate(basket, 1))
        Reservation.objects.bulk_create(
            Reservation(level_id=line.sku.level.pk, order_id=order.pk, position=position, quantity=1) for position, line in enumerate(basket, 1)
        )
        payment.save(force_insert=True)
        Share.objects.create(payment=payment, port="order", document_id=order.pk, account=pending_of(party), amount_minor=total)
        _move(transfer, {deposit_of(buyer): -total, pending_of(party): total})
        FactRow.objects.create(
            kind="trade.order_paid", version=1, about=party, source="bare", source_key=str(order.pk), body={"order": str(order.pk)},
            fingerprint=bytes(32), standing="claimed", occurred_at=at, recorded_at=at,
        )  # fmt: skip
        Act.objects.create(at=at, actor="bare", act="orders.pay", target=f"order/{order.pk}")
        Notice.objects.create(party_id=party, kind="order_arrived", key=f"order/{order.pk}", values={"number": "BARE22"}, created_at=at)
        BasketLine.objects.filter(party=buyer).delete()
        Effect.objects.create(scope="bare", key=uuid4().hex, fingerprint=bytes(32), result={}, at=at)
    return JsonResponse({"order": str(order.pk)}, status=201)


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
