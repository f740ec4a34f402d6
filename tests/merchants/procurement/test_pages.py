"""Both desks and the document between them, as people click through them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from uuid import uuid4

import pytest
import time_machine

from merchants.procurement.models import Invoice, Order, Supplier
from merchants.stock.public import Level
from tests import buying
from tests.buying import Market
from tests.cast import MORNING
from tests.trading import Api, differences

pytestmark = pytest.mark.django_db


@pytest.fixture
def town(market: Market) -> Iterator[Market]:
    with time_machine.travel(MORNING, tick=False):
        yield market


def press(who: object, address: str, **form: str) -> str:
    """Send a form as htmx does, and get what it puts in the page's place."""
    api = Api(who)  # type: ignore[arg-type]
    answer = api.client.post(address, {"idempotency_key": uuid4().hex, **form}, headers={"HX-Request": "true"})
    assert answer.status_code == 200, answer.content.decode()[:600]
    return answer.content.decode()


def page(who: object, address: str) -> str:
    answer = Api(who).client.get(address)  # type: ignore[arg-type]
    assert answer.status_code == 200, address
    return answer.content.decode()


def test_a_weeks_buying_from_the_price_list_to_the_suppliers_account(town: Market) -> None:
    assert str(town.supplier.name_en) in page(town.buyer, "/shop/purchases/suppliers/?q=Harvest")
    prices = f"/shop/purchases/suppliers/{town.supplier.pk}/"
    assert f"article-{town.case.pk}" in page(town.buyer, prices)
    form = {"idempotency_key": "k", f"article-{town.case.pk}": "10", f"article-{town.apples.pk}": ""}
    drafted = Api(town.buyer).client.post(f"{prices}draft/", form)
    order = Order.objects.get()
    at = f"/purchases/{order.pk}/"
    assert drafted["Location"] == at
    press(town.buyer, f"{at}send/")
    assert "mark-badge" in page(town.packer, "/supply/orders/")
    press(town.packer, f"{at}confirm/", revision="1")
    press(town.packer, f"{at}ship/", **{"quantity-1": "10", "expected": "2026-11-04"})
    shipment = order.shipments.get()
    shown = press(town.keeper, f"{at}receive/", shipment=str(shipment.pk), **{"accepted-1": "8", "rejected-1": "2", "why-1": "broken"})
    assert "broken" in shown
    dispute = order.disputes.get()
    press(town.packer, f"{at}answer/", dispute=str(dispute.pk), answer="credit", note="sorry")
    press(town.wholesaler, f"{at}bill/", number="INV 1", **{"quantity-1": "10", "unit-1": "72.00"})
    invoice = Invoice.objects.get()
    assert invoice.status == "held"
    press(town.accountant, f"/purchases/invoices/{invoice.pk}/debit/")
    invoice.refresh_from_db()
    press(town.accountant, f"/purchases/invoices/{invoice.pk}/approve/", version=str(invoice.version))
    assert "INV 1" in page(town.accountant, "/shop/purchases/payables/")
    assert "INV 1" in page(town.wholesaler, "/supply/claims/")
    press(town.accountant, f"/purchases/invoices/{invoice.pk}/pay/", method="bank_account")
    press(town.keeper, f"{at}settle/", dispute=str(dispute.pk))
    press(town.owner, f"{at}short-close/", reason="enough")
    order.refresh_from_db()
    invoice.refresh_from_db()
    assert (order.status, invoice.status, invoice.payable_minor) == ("short_closed", "paid", 8 * 7_200)
    assert Level.objects.get(sku=town.corner.milk).on_hand == 50 + 8 * 24
    assert differences() == []


def test_a_refusal_leaves_the_page_and_what_was_typed(town: Market) -> None:
    order = buying.confirmed(town)
    form = {"idempotency_key": "k", "accepted-1": "101"}
    answer = Api(town.keeper).client.post(f"/purchases/{order.pk}/receive/", form, headers={"HX-Request": "true"})
    assert (answer.status_code, answer["HX-Retarget"]) == (422, "#toasts")


@pytest.mark.parametrize("language", ["zh-hans", "en"])
@pytest.mark.parametrize("status", ["draft", "to_approve", "sent", "changed", "acknowledged", "received", "declined", "lapsed", "cancelled"])
def test_every_state_shows_on_both_desks(town: Market, status: str, language: str) -> None:
    from merchants.procurement import actions
    from tests.buying import D
    from tests.cast import actor

    order = buying.draft(town, apples="2.5")
    if status == "to_approve":
        actions.hand_in(order_id=order.pk, by=actor(town.owner), at=MORNING)
    elif status != "draft":
        actions.send_order(order_id=order.pk, by=actor(town.owner), at=MORNING)
    order.refresh_from_db()
    if status == "changed":
        wording = buying.worded(order, quantity=D(3))
        actions.propose_change(order_id=order.pk, revision=1, wording=wording, reason="short", by=actor(town.packer), at=MORNING)
    elif status == "declined":
        actions.decline_order(order_id=order.pk, revision=1, reason="none left", by=actor(town.packer), at=MORNING)
    elif status == "lapsed":
        actions.lapse(order_id=order.pk, at=MORNING + timedelta(hours=72))
    elif status == "cancelled":
        actions.cancel_order(order_id=order.pk, reason="enough", by=actor(town.owner), at=MORNING)
    elif status in ("acknowledged", "received"):
        actions.confirm_order(order_id=order.pk, revision=1, by=actor(town.packer), at=MORNING)
    if status == "received":
        buying.received(town, order, "100", "2.5")
    order.refresh_from_db()
    assert order.status == status
    for who in (town.owner, town.keeper, town.accountant, *([town.wholesaler] if order.sent_at else [])):
        api = Api(who)
        api.client.cookies["django_language"] = language
        answer = api.client.get(f"/purchases/{order.pk}/")
        assert answer.status_code == 200
        assert order.number in answer.content.decode()


def test_a_shop_owner_becomes_a_supplier_and_prices_her_goods(town: Market) -> None:
    owner, party = town.corner.rival, town.corner.rival_shop.party_id
    assert str(party) in page(owner, "/supply/orders/")
    joined = Api(owner).client.post("/supply/join/", {"party": str(party), "name_zh": "后院批发", "pay_days": "7"})
    assert joined["Location"] == "/supply/prices/"
    supplier = Supplier.objects.get(party=party)
    form = {"supplier": str(supplier.pk), "name_zh": "鸡蛋", "code": "E1", "unit_zh": "箱", "price": "88.00", "moq": "2", "multiple": "2"}
    assert Api(owner).client.post("/supply/prices/add/", form).status_code == 302
    assert "鸡蛋" in page(owner, "/supply/prices/")
    article = supplier.articles.get()
    changed = {**form, "price": "90", "version": "1", "lead_days": "2", "offered": "0"}
    press(owner, f"/supply/prices/{article.pk}/", **changed)
    article.refresh_from_db()
    assert (article.price_minor, article.offered, article.lead_days, article.version) == (9_000, False, 2, 2)


def test_an_article_is_linked_and_ordered_from_one_page(town: Market) -> None:
    crate = buying.article(town.supplier, town.wholesaler, "Crate")
    form = {"article": str(crate.pk), "sku": str(town.corner.bread.pk), "per_unit": "12"}
    assert Api(town.buyer).client.post("/shop/purchases/link/", form).status_code == 302
    assert re.search(rf'name="article-{crate.pk}"', page(town.buyer, f"/shop/purchases/suppliers/{town.supplier.pk}/"))


def test_a_draft_loses_the_line_that_is_set_to_nothing(town: Market) -> None:
    order = buying.draft(town, apples="2")
    form = {"version": "1", "quantity-1": "0", "quantity-2": "3.5"}
    assert Api(town.owner).client.post(f"/shop/purchases/drafts/{order.pk}/", form).status_code == 302
    assert list(order.lines.values_list("position", "quantity")) == [(1, buying.D("3.5"))]


def test_the_owner_says_how_exact_it_must_be_and_nobody_else(town: Market) -> None:
    form = {"total_tolerance_minor": "¥5,000.00", "over_receipt_bp": "2", "price_tolerance_bp": "0.5", "answer_hours": "24"}
    assert Api(town.manager).client.post("/shop/purchases/policy/", form).status_code == 404
    assert Api(town.owner).client.post("/shop/purchases/policy/", form).status_code == 302
    town.shop.refresh_from_db()
    policy = town.shop.buying_policy
    assert (policy.total_tolerance_minor, policy.over_receipt_bp, policy.price_tolerance_bp, policy.answer_hours) == (500_000, 200, 50, 24)
    for hours in ("0", "721", "99999"):
        assert Api(town.owner).client.post("/shop/purchases/policy/", {**form, "answer_hours": hours}).status_code == 422
    assert 'value="0.5"' in page(town.owner, "/shop/purchases/policy/")


def test_the_first_page_shows_what_waits(town: Market) -> None:
    buying.draft(town)
    assert "/shop/purchases/" in page(town.owner, f"/shop/purchases/panel/?party={town.shop.party_id}")
