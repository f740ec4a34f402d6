"""Every address of purchases: a visitor, a stranger, a rival on either side get nothing and change nothing."""

from __future__ import annotations

import re
from collections.abc import Iterator
from uuid import UUID, uuid4

import pytest
import time_machine
from django.urls import get_resolver, resolve

from ecosystem.feed.public import FactRow
from merchants.procurement import actions, links
from merchants.procurement.actions import SupplierProfile
from merchants.procurement.api.orders import STEPS
from merchants.procurement.models import (
    Article,
    DebitNote,
    DoorCount,
    Invoice,
    Line,
    Order,
    Receipt,
    Refused,
    Reordering,
    Return,
    Shipment,
    Source,
    Supplier,
)
from merchants.procurement.rules import Want
from merchants.procurement.views.document import STEPS as PAGE_STEPS
from merchants.stock.public import Movement
from tests import buying
from tests.buying import D, Market
from tests.cast import MORNING, actor
from tests.merchants.test_access import routes
from tests.trading import Api

pytestmark = pytest.mark.django_db
MONEY = {"amount": "1.00", "currency": "CNY"}
LINE = [{"position": 1, "quantity": "1"}]
BILL = [{"position": 1, "quantity": "1", "unit_price": MONEY}]
READS = ["shops/{shop}/suppliers", "shops/{shop}/suppliers/{supplier}/articles", "shops/{shop}/purchase-orders", "suppliers/{supplier}/orders"]
READS += ["purchase-orders/{order}", "shops/{shop}/payables", "shops/{shop}/suppliers/{supplier}/reordering", "shops/{shop}/suggestions"]
WRITES: list[tuple[str, dict[str, object]]] = [
    *[(f"purchase-orders/{{order}}/{step}", {"reason": "x", "revision": 1}) for step in STEPS],
    ("suppliers/{supplier}/articles", {"code": "x", "name_zh": "x", "name_en": "x", "price": MONEY}),
    ("articles/{article}/link", {"sku": "{sku}"}),
    ("shops/{shop}/suppliers/{supplier}/reordering", {"trigger": "auto"}),
    ("shops/{shop}/suppliers/{supplier}/suggested-draft", {}),
    ("skus/{sku}/reorder-rule", {"minimum": "1", "maximum": "2"}),
    ("shops/{shop}/purchase-orders", {"supplier": "{supplier}", "lines": [{"article": "{article}", "quantity": "1"}]}),
    ("purchase-orders/{order}/shipments", {"lines": LINE, "expected_on": "2026-11-04"}),
    ("purchase-orders/{order}/receipts", {"lines": [{"position": 1, "accepted": "1"}]}),
    ("purchase-orders/{order}/receipts/{receipt}/reversal", {"reason": "x"}),
    ("purchase-orders/{order}/counts", {"lines": LINE}),
    ("purchase-orders/{order}/counts/{count}/acceptance", {"lines": [{"position": 1, "accepted": "2"}]}),
    ("purchase-orders/{order}/counts/{count}/drop", {"reason": "x"}),
    ("purchase-orders/{order}/refused/{refused}", {"decision": "scrapped"}),
    ("purchase-orders/{order}/returns", {"lines": LINE, "reason": "x"}),
    ("purchase-orders/{order}/invoices", {"number": "1", "lines": BILL}),
    *[(f"invoices/{{invoice}}/{step}", {"reason": "x"}) for step in ("release", "debit", "rematch", "approve", "withdraw")],
    ("invoices/{invoice}/pay", {}),
    ("debit-notes/{debit}/pay-back", {}),
]
PAGES = [
    "/shop/purchases/",
    "/shop/purchases/aside/",
    "/shop/purchases/suppliers/",
    "/shop/purchases/suppliers/{supplier}/",
    "/shop/purchases/payables/",
    "/shop/purchases/policy/",
]
PAGES += ["/supply/orders/", "/supply/prices/", "/supply/claims/", "/purchases/{order}/"]
FORMS = [f"/purchases/{{order}}/{step}/" for step in PAGE_STEPS]
FORMS += [f"/purchases/invoices/{{invoice}}/{step}/" for step in ("release", "debit", "rematch", "approve", "pay", "withdraw")]
FORMS += ["/shop/purchases/rules/{sku}/", "/purchases/debits/{debit}/pay-back/", "/shop/purchases/drafts/{order}/", "/supply/prices/{article}/"]
# Any shop may order from a supplier of the circle; whoever buys for none may not.
BUYERS_FORMS = ["/shop/purchases/suppliers/{supplier}/draft/", "/shop/purchases/reorder/{supplier}/"]
BUYERS_FORMS += ["/shop/purchases/suppliers/{supplier}/reordering/"]


@pytest.fixture
def town(market: Market) -> Iterator[Market]:
    with time_machine.travel(MORNING, tick=False):
        yield market


def names_of(town: Market) -> dict[str, object]:
    order = buying.confirmed(town)
    receipt = buying.received(town, order, "98", rejected=["2"], shipment=buying.shipped(town, order, "100"))
    invoice = buying.paid(town, buying.approved(town, buying.billed(town, order, ("98", 7_200))))
    actions.return_goods(order_id=order.pk, quantities={1: D(1)}, reason="sour", key="r", by=actor(town.keeper), at=MORNING)
    count = buying.counted(town, order, "2")
    named = {
        "count": count.pk,
        "refused": Refused.objects.get().pk,
        "order": order.pk,
        "receipt": receipt.pk,
        "invoice": invoice.pk,
        "debit": DebitNote.objects.get().pk,
    }
    return {**named, "shop": town.shop.pk, "supplier": town.supplier.pk, "article": town.case.pk, "sku": town.corner.milk.pk}


def standing() -> list[object]:
    return [
        list(Order.objects.order_by("pk").values_list("pk", "status", "version")),
        list(Line.objects.order_by("pk").values_list("accepted", "returned", "billed")),
        list(Invoice.objects.order_by("pk").values_list("status", "version")),
        list(DebitNote.objects.order_by("pk").values_list("status")),
        list(DoorCount.objects.order_by("pk").values_list("status")),
        list(Refused.objects.order_by("pk").values_list("status")),
        list(Article.objects.order_by("pk").values_list("version")),
        [model.objects.count() for model in (Receipt, Reordering, Return, Shipment, Source, Supplier, Article, Movement, FactRow)],
    ]


def filled(value: object, names: dict[str, object]) -> object:
    if isinstance(value, str):
        return re.sub(r"{(\w+)}", lambda found: str(names[found[1]]), value)
    if isinstance(value, dict):
        return {key: filled(inside, names) for key, inside in value.items()}
    return [filled(inside, names) for inside in value] if isinstance(value, list) else value


def strangers(town: Market) -> list[object]:
    return [town.corner.outsider, town.corner.rival, town.rival_wholesaler]


def test_no_address_that_names_a_thing_is_left_out_here(town: Market) -> None:
    nobodys = {name: uuid4() for name in ("order", "receipt", "count", "refused", "invoice", "debit", "shop", "supplier", "article", "sku")}
    tried = [f"/api/v1/{address}" for address in (*READS, *(address for address, _body in WRITES))] + [*PAGES, *FORMS, *BUYERS_FORMS]
    ours = {route for route, module in routes(get_resolver()) if "<uuid:" in route and module.startswith("merchants.procurement.")}
    assert ours - {resolve(str(filled(address, nobodys))).route for address in tried} == set()


def test_who_keeps_no_shop_orders_from_nobody(town: Market) -> None:
    names = names_of(town)
    before = standing()
    for stranger in (town.corner.outsider, town.keeper, town.rival_wholesaler):
        for address in BUYERS_FORMS:
            form = {"idempotency_key": uuid4().hex, f"article-{town.case.pk}": "1"}
            assert Api(stranger).client.post(str(filled(address, names)), form).status_code == 404, address
    assert standing() == before


def test_strangers_read_and_write_nothing_by_the_api(town: Market) -> None:
    names = names_of(town)
    before = standing()
    for stranger in strangers(town):
        api = Api(stranger)  # type: ignore[arg-type]
        for address in READS:
            assert api.get(filled(address, names)).status_code == 404, address  # type: ignore[arg-type]
        for address, body in WRITES:
            assert api.post(filled(address, names), filled(body, names)).status_code == 404, address  # type: ignore[arg-type]
    assert standing() == before


def test_strangers_see_and_press_nothing_on_pages(town: Market) -> None:
    names = names_of(town)
    before = standing()
    for stranger in strangers(town):
        client = Api(stranger).client  # type: ignore[arg-type]
        assert client.get(str(filled("/purchases/{order}/", names))).status_code == 404
        for address in FORMS:
            form = {
                "idempotency_key": uuid4().hex,
                "reason": "x",
                "quantity-1": "1",
                "unit-1": "1",
                "number": "1",
                "code": "x",
                "name_zh": "x",
                "price": "1",
                "amount": "1",
            }
            some = {"receipt": names["receipt"], "return": uuid4(), "dispute": uuid4(), "shipment": uuid4()}
            some |= {"count": names["count"], "refused": names["refused"], "delivered-1": "1", "accepted-1": "2", "decision": "scrapped"}
            assert client.post(str(filled(address, names)), {**form, **some}).status_code == 404, address
    assert standing() == before


def test_visitors_are_asked_to_sign_in(town: Market) -> None:
    names = names_of(town)
    before = standing()
    for address in READS:
        assert Api().get(filled(address, names)).status_code == 401, address  # type: ignore[arg-type]
    for address, body in WRITES:
        assert Api().post(filled(address, names), filled(body, names)).status_code == 401, address  # type: ignore[arg-type]
    for address in PAGES:
        assert Api().client.get(str(filled(address, names)))["Location"].startswith("/accounts/login/"), address
    assert standing() == before


def test_who_keeps_neither_shop_nor_supplier_has_no_pages(town: Market) -> None:
    names = names_of(town)
    for address in PAGES:
        assert Api(town.corner.outsider).client.get(str(filled(address, names))).status_code == 404, address


def test_each_role_has_its_own_buttons(town: Market) -> None:
    names = names_of(town)
    before = standing()
    refused = [
        (town.keeper, "purchase-orders/{order}/send", {}),
        (town.accountant, "purchase-orders/{order}/counts", {"lines": LINE}),
        (town.packer, "purchase-orders/{order}/counts/{count}/acceptance", {"lines": [{"position": 1, "accepted": "2"}]}),
        (town.accountant, "purchase-orders/{order}/counts/{count}/drop", {"reason": "x"}),
        (town.packer, "purchase-orders/{order}/refused/{refused}", {"decision": "sent_back"}),
        (town.accountant, "purchase-orders/{order}/receipts", {"lines": [{"position": 1, "accepted": "1"}]}),
        (town.buyer, "invoices/{invoice}/approve", {}),
        (town.manager, "invoices/{invoice}/pay", {}),
        (town.keeper, "purchase-orders/{order}/receipts/{receipt}/reversal", {"reason": "x"}),
        (town.packer, "purchase-orders/{order}/invoices", {"number": "1", "lines": BILL}),
        (town.packer, "suppliers/{supplier}/articles", {"code": "x", "name_zh": "x", "name_en": "x", "price": MONEY}),
        (town.wholesaler, "purchase-orders/{order}/receipts", {"lines": [{"position": 1, "accepted": "1"}]}),
        (town.owner, "purchase-orders/{order}/confirm", {"revision": 1}),
    ]
    for person, address, body in refused:
        assert Api(person).post(filled(address, names), filled(body, names)).status_code == 404, address  # type: ignore[arg-type]
    assert standing() == before


def test_a_draft_is_the_shops_alone(town: Market) -> None:
    order = buying.draft(town)
    assert Api(town.wholesaler).get(f"purchase-orders/{order.pk}").status_code == 404
    assert Api(town.wholesaler).get(f"suppliers/{town.supplier.pk}/orders").json() == []
    assert Api(town.buyer).get(f"purchase-orders/{order.pk}").json()["status"] == "draft"


def noted(town: Market) -> Order:
    """An order sent to a supplier outside the circle."""
    village = actions.note_supplier(shop_id=town.shop.pk, profile=SupplierProfile("Village", "Village"), by=actor(town.owner), at=MORNING)
    eggs = buying.article(village, town.owner, "Eggs", price_minor=3_000)
    buying.link(town.owner, town.corner.bread, eggs, "30", preferred=False)
    drafted = actions.draft_order(
        shop_id=town.shop.pk, supplier_id=village.pk, wants=[Want(eggs.pk, D(4))], key=uuid4().hex, by=actor(town.owner), at=MORNING
    )
    return actions.send_order(order_id=drafted.pk, by=actor(town.owner), at=MORNING)


def test_a_supplier_without_an_account_answers_and_ships_by_its_link(town: Market) -> None:
    order = noted(town)
    shown = Api(town.owner).client.get(f"/purchases/{order.pk}/").content.decode()
    token = re.search(r"/supply/link/([^/]+)/", shown)
    assert token is not None
    at, visitor = f"/supply/link/{token[1]}/", Api().client
    assert order.number in visitor.get(at).content.decode()
    assert visitor.post(f"{at}confirm/").status_code == 302
    assert visitor.post(f"{at}ship/", {"idempotency_key": "k", "quantity-1": "4", "expected": "2026-11-05"}).status_code == 302
    order.refresh_from_db()
    assert (order.status, order.shipments.count()) == ("acknowledged", 1)
    assert visitor.post(f"{at}confirm/").status_code == 409
    # Nobody but the shop says so: a claim, and about the shop alone.
    told = FactRow.objects.get(kind="trade.purchase_ordered")
    assert (told.about, told.standing, told.body["counterpart"]) == (town.shop.party_id, "claimed", "")


def test_a_link_proposes_and_declines_the_wording_that_it_was_sent_for(town: Market) -> None:
    order = noted(town)
    visitor, at = Api().client, f"/supply/link/{links.write(order, at=MORNING)}/"
    assert visitor.post(f"{at}propose/", {"quantity-1": "3", "unit-1": "31", "promised-1": "2026-11-09", "reason": "hens"}).status_code == 302
    order.refresh_from_db()
    assert (order.status, order.revision) == ("changed", 2)
    assert visitor.post(f"{at}decline/", {"reason": "no"}).status_code == 409
    other = noted(town)
    assert visitor.post(f"/supply/link/{links.write(other, at=MORNING)}/decline/", {"reason": "no"}).status_code == 302
    other.refresh_from_db()
    assert other.status == "declined"


def test_a_link_ends_and_cannot_be_made_up(town: Market) -> None:
    order, inside = noted(town), buying.sent(town)
    good = links.write(order, at=MORNING)
    before = standing()
    with time_machine.travel(MORNING + links.LASTS, tick=False):
        assert Api().client.get(f"/supply/link/{good}/").status_code == 404
        assert Api().client.post(f"/supply/link/{good}/confirm/").status_code == 404
    for bad in (good[:-9] + ("B" if good[-9] == "A" else "A") + good[-8:], "x", links.write(inside, at=MORNING)):
        assert Api().client.get(f"/supply/link/{bad}/").status_code == 404
        assert Api().client.post(f"/supply/link/{bad}/confirm/").status_code == 404
    assert standing() == before


def test_a_supplier_of_one_shops_address_book_is_no_other_shops(town: Market) -> None:
    supplier_id: UUID = noted(town).supplier_id
    assert Api(town.corner.rival).client.get(f"/shop/purchases/suppliers/{supplier_id}/").status_code == 404
    assert "Village" not in Api(town.corner.rival).client.get("/shop/purchases/suppliers/").content.decode()
