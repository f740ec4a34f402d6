"""Short ways to trade in the tests: fill a basket, check out, take an order as far as wanted."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.test import Client

from ecosystem.audit.models import Act
from ecosystem.feed.public import FactRow
from ecosystem.identity.public import Person
from ecosystem.kernel.actor import Actor
from ecosystem.ledger.public import Account, Leg, Transfer, deposit_of, post_transfer, prove_books
from ecosystem.notices.models import Notice
from ecosystem.once.models import Effect
from ecosystem.payments.bank_account import BankAccount
from ecosystem.payments.public import BANK_ACCOUNT, Payment, Refund, confirm_payment
from ecosystem.ports import Outcome
from merchants.aftersale import actions as aftersale
from merchants.aftersale.models import Case
from merchants.aftersale.rules import Asked
from merchants.catalog.models import PriceChange
from merchants.catalog.public import Sku
from merchants.orders import public as orders
from merchants.orders.public import Line, Order, accept_order, cancel_order, close_unpaid, mark_ready, send_out
from merchants.payouts.public import Payout
from merchants.settlement.public import Settlement
from merchants.shops.public import Shop, set_tables
from merchants.stock.public import Level, Movement, Reservation
from residents.baskets.actions import Wish, checkout, put_in_basket
from residents.baskets.models import BasketLine
from residents.baskets.queries import quote_for
from tests.cast import BANK, MORNING, STREET, Corner, actor

SLOW_BANK = "slow_bank"


class SlowBank:
    """A way to pay that answers later: it moves nothing until somebody confirms."""

    def pay(self, *, payment_id: UUID, payer_id: UUID, amount_minor: int, shares: Sequence[tuple[str, int]], at: datetime) -> Outcome:
        return Outcome("pending")

    def refund(
        self, *, refund_id: UUID, document_id: UUID, payer_id: UUID, amount_minor: int, shares: Sequence[tuple[str, int]], at: datetime
    ) -> Outcome:
        return BankAccount().refund(refund_id=refund_id, document_id=document_id, payer_id=payer_id, amount_minor=amount_minor, shares=shares, at=at)


def put(person: Person, sku: Sku, quantity: str = "1") -> None:
    put_in_basket(sku_id=sku.pk, quantity=Decimal(quantity), by=actor(person), at=MORNING)


def wish(person: Person, *, channel: str = "pickup", method: str = BANK_ACCOUNT, at: datetime = MORNING) -> Wish:
    """What the basket's page would send."""
    delivery = channel == "delivery"
    door, where = ("Pine Court 3-201", STREET) if delivery else ("", None)
    return Wish(quote=quote_for(person.party_id, where=where, at=at).digest, channel=channel, method=method, deliver_to=door, where=where)


def check_out(person: Person, *, channel: str = "pickup", method: str = BANK_ACCOUNT, key: str = "", at: datetime = MORNING) -> UUID:
    return checkout(wish=wish(person, channel=channel, method=method, at=at), key=key or uuid4().hex, by=actor(person), at=at)


def buy(person: Person, sku: Sku, quantity: str = "2", *, channel: str = "pickup", method: str = BANK_ACCOUNT) -> Order:
    put(person, sku, quantity)
    return Order.objects.get(errand_id=check_out(person, channel=channel, method=method))


def order_in(status: str, town: Corner, *, channel: str = "pickup") -> Order:
    """An order of two bottles of milk that stands in ``status``, got there by its verbs."""
    unpaid = status in {"pending_payment", "closed"}
    order = buy(town.resident, town.milk, channel=channel, method=SLOW_BANK if unpaid else BANK_ACCOUNT)
    owner, at = actor(town.owner), MORNING
    if status == "closed":
        close_unpaid(at=at + timedelta(hours=1))
    elif status == "cancelled":
        cancel_order(order_id=order.pk, key=uuid4().hex, by=actor(town.resident), at=at)
    steps: dict[str, Callable[[], object]] = {
        "accepted": lambda: accept_order(order_id=order.pk, by=owner, at=at),
        "ready": lambda: mark_ready(order_id=order.pk, by=owner, at=at),
        "out_for_delivery": lambda: send_out(order_id=order.pk, by=owner, at=at),
        "completed": lambda: hand_over(order_id=order.pk, key=uuid4().hex, by=owner, at=at),
    }
    if status in steps:
        for name, step in steps.items():
            if name != "out_for_delivery" or channel == "delivery":
                step()
            if name == status:
                break
    return Order.objects.get(pk=order.pk)


def seated(town: Corner, status: str = "paid", *, table: str = "4") -> Order:
    """An order of two bottles of milk for whoever sits at a table: ``paid``, ``accepted`` or ``completed``."""
    shop = Shop.objects.get(pk=town.shop.pk)
    if table not in shop.tables:
        set_tables(shop_id=shop.pk, names=[*shop.tables, table], seen_version=shop.version, by=actor(town.owner), at=MORNING)
    put(town.resident, town.milk, "2")
    asked = replace(wish(town.resident), channel="dine_in", table=table)
    order = Order.objects.get(errand_id=checkout(wish=asked, key=uuid4().hex, by=actor(town.resident), at=MORNING))
    if status != "paid":
        accept_order(order_id=order.pk, by=actor(town.owner), at=MORNING)
    if status == "completed":
        hand_over(order_id=order.pk, key=uuid4().hex, by=actor(town.owner), at=MORNING)
    return Order.objects.get(pk=order.pk)


def money_arrives(payment: Payment, at: datetime) -> Payment:
    """What a slow way to pay was asked for arrives in the shop's pending account, and the method says so."""
    with transaction.atomic():
        legs = [Leg(share.account, share.amount_minor) for share in payment.shares.all()]
        legs.append(Leg(deposit_of(payment.payer_id), -payment.amount_minor))
        transfer = post_transfer(key=f"slow/{payment.pk}", kind="payment", legs=legs, at=at)
    return confirm_payment(payment_id=payment.pk, transfer_id=transfer, by=BANK, at=at)


def hand_over(*, order_id: UUID, key: str, by: Actor, at: datetime) -> Order:
    """As the shop does, to a buyer who shows the right code."""
    return orders.hand_over(order_id=order_id, shown=orders.code_of(order_id), key=key, by=by, at=at)


def hand_over_short(*, order_id: UUID, missing: Sequence[Asked], key: str, by: Actor, at: datetime) -> Case:
    """The same of what there is of it."""
    return aftersale.hand_over_short(order_id=order_id, missing=missing, shown=orders.code_of(order_id), key=key, by=by, at=at)


def differences() -> list[object]:
    """What the books of all rooms don't agree on."""
    run = prove_books(at=MORNING)
    return [(line["name"], line["differences"]) for line in run.details if line["differences"]]


def standing() -> list[object]:
    """All that a refusal must leave as it was, row by row where rows may change."""
    return [
        list(Order.objects.order_by("pk").values_list("pk", "status", "version")),
        list(Level.objects.order_by("pk").values_list("on_hand", "reserved")),
        list(Account.objects.order_by("pk").values_list("balance_minor", "version")),
        list(BasketLine.objects.order_by("pk").values_list("sku", "quantity")),
        list(Sku.objects.order_by("pk").values_list("price_minor", "on_sale", "version")),
        [
            model.objects.count()
            for model in (Line, Payment, Refund, Reservation, Movement, Settlement, Payout, Transfer, FactRow, Act, Notice, Effect, PriceChange)
        ],
    ]


class Api:
    """The open API as one person, or a visitor, sees it."""

    def __init__(self, person: Person | None = None) -> None:
        self.client = Client()
        if person is not None:
            self.client.force_login(person)

    def get(self, path: str) -> Any:
        return self.client.get(f"/api/v1/{path}")

    def post(self, path: str, body: object = None, *, key: str | None = "") -> Any:
        """``key`` is made up unless given; ``None`` sends none."""
        headers = {} if key is None else {"Idempotency-Key": key or uuid4().hex}
        return self.client.post(f"/api/v1/{path}", {} if body is None else body, content_type="application/json", headers=headers)

    def post_parts(self, path: str, body: object, **files: bytes) -> Any:
        """A body in parts, as a program sends it that has signed in in a browser: with the token of the cookie beside it."""
        self.client.handler.enforce_csrf_checks = True
        self.client.cookies["csrftoken"] = token = "a" * 32
        parts = {name: SimpleUploadedFile(name, content) for name, content in files.items()}
        headers = {"Idempotency-Key": uuid4().hex, "X-CSRFToken": token}
        answer = self.client.post(f"/api/v1/{path}", {"body": body if isinstance(body, str) else json.dumps(body), **parts}, headers=headers)
        self.client.handler.enforce_csrf_checks = False
        return answer

    def quote(self, where: dict[str, str] | None = None) -> str:
        place = f"?lat={where['lat']}&lng={where['lng']}" if where else ""
        return str(self.get(f"basket{place}").json()["quote"])

    def check_out(self, *, key: str | None = "", where: dict[str, str] | None = None, **wanted: object) -> Any:
        place = {"where": where} if where else {}
        return self.post("checkout", {"quote": self.quote(where), "channel": "pickup", **place, **wanted}, key=key)
