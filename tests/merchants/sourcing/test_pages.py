"""Both desks, the link, the endpoints: what each shows, and to whom it shows nothing."""

from __future__ import annotations

import base64
import re
from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import get_resolver, resolve

from merchants.onboarding.public import Document
from merchants.onboarding.simulated_scanner import EICAR
from merchants.procurement.models import Order
from merchants.sourcing import links
from merchants.sourcing.models import Quotation, QuoteVersion, Rfq
from tests import asking, buying
from tests.asking import Bazaar
from tests.buying import D
from tests.cast import MORNING, actor
from tests.merchants.onboarding.cast import PDF, PNG, scan
from tests.merchants.test_access import routes
from tests.merchants.test_budgets import statements
from tests.trading import Api, differences

pytestmark = pytest.mark.django_db
YUAN = {"amount": "1.00", "currency": "CNY"}
STATEMENTS_AT_MOST = 30


@pytest.fixture
def at() -> Iterator[Bazaar]:
    with time_machine.travel(MORNING, tick=False):
        yield asking.bazaar()


def page(who: object, address: str, language: str = "en") -> str:
    api = Api(who)  # type: ignore[arg-type]
    api.client.cookies["django_language"] = language
    answer = api.client.get(address)
    assert answer.status_code == 200, f"{address}: {answer.status_code}"
    return str(answer.content.decode())


def fields(text: str, action: str) -> dict[str, str]:
    """What the form that posts to ``action`` sends when nobody touches it."""
    form = text[text.index(f'action="{action}"') :]
    found = re.findall(r'<input[^>]*name="([^"]+)"[^>]*value="([^"]*)"', form[: form.index("</form>")])
    return {name: value for name, value in found if name != "csrfmiddlewaretoken"}


def test_from_what_runs_low_to_two_orders_by_hand(at: Bazaar) -> None:
    town = at.town
    buying.actions.set_reorder_rule(
        sku_id=town.corner.milk.pk, minimum=D(100), maximum=D(290), review_days=7, snoozed_until=None, by=actor(town.owner), at=MORNING
    )
    assert "/shop/sourcing/new/?from=low" in page(town.buyer, "/shop/purchases/reorder/")
    form = page(town.buyer, "/shop/sourcing/new/?from=low")
    mark = town.corner.milk.pk.hex
    assert f'name="quantity-{mark}" value="10"' in form
    buyer = Api(town.buyer).client
    typed = {f"quantity-{mark}": "10", f"sku-{mark}": str(town.corner.milk.pk), f"unit_zh-{mark}": "件", f"per-{mark}": "24", "quantity-x": "20"}
    typed |= {"name-x": "袋子", "unit_zh-x": "包", "quantity-y": "", "answer_by": "2026-11-05", "note": "早上送"}
    sent = buyer.post("/shop/sourcing/new/", {**typed, "supplier": [str(one.pk) for one in at.suppliers], "idempotency_key": "k"})
    rfq = Rfq.objects.get()
    here = f"/shop/sourcing/{rfq.pk}/"
    assert sent["Location"] == here
    assert "袋子" in page(town.owner, f"{here}edit/")
    assert buyer.post(f"{here}send/").status_code == 302
    for supplier, prices, freight in ((town.supplier, ("70", "12"), "5"), (town.rival_supplier, ("75", "8"), "3")):
        boss = at.boss(supplier)
        one = asking.quotation(rfq, supplier)
        assert rfq.number in page(boss, "/supply/requests/")
        form = page(boss, f"/supply/requests/{one.pk}/")
        said = fields(form, f"/supply/requests/{one.pk}/quote/") | {"price-1": prices[0], "price-2": prices[1], "freight": freight}
        assert Api(boss).client.post(f"/supply/requests/{one.pk}/quote/", said).status_code == 302
    village = asking.quotation(rfq, at.village)
    link = f"/supply/quote/{links.write(village, at=MORNING)}/"
    assert link.split("/")[3] in page(town.buyer, here)
    said = fields(page(None, link), f"{link}quote/") | {"price-1": "90", "tax-1": "13", "tax_included": "0"}
    assert Api(None).client.post(f"{link}quote/", said).status_code == 302
    buyer.post(f"{here}name/", {"position": "2", "sku": str(town.corner.bread.pk), "per_unit": "1"})
    for language in ("zh-hans", "en"):
        shown = page(town.owner, here, language)
    assert ("Cheapest altogether" in shown, "Soonest" in shown, "not offered" in shown) == (True, True, True)
    answer = Api(town.owner).client.post(f"{here}award/", fields(shown, f"{here}award/") | {"landed_by": "quantity"})
    assert answer.status_code == 302
    assert sorted(Order.objects.values_list("total_minor", "freight_minor", "landed_by")) == [(16_000, 300, "quantity"), (70_000, 500, "quantity")]
    assert Order.objects.get(total_minor=70_000).number in page(town.owner, here)
    for supplier in (town.supplier, town.rival_supplier):
        assert "won" in page(at.boss(supplier), f"/supply/requests/{asking.quotation(rfq, supplier).pk}/")
    assert "Another quote was taken" in page(None, link)
    assert differences() == []


def test_no_supplier_sees_anothers_quote_nor_that_there_is_one(at: Bazaar) -> None:
    rfq = asking.asked(at)
    asking.quoted(at, rfq, at.town.rival_supplier, 7_531, 1_357, freight_minor=246)
    mine, other = asking.quotation(rfq, at.town.supplier), asking.quotation(rfq, at.town.rival_supplier)
    asking.quoted(at, rfq, at.town.supplier, 7_000, 1_200)
    village = links.write(asking.quotation(rfq, at.village), at=MORNING)
    boss = at.town.wholesaler
    pages = [page(boss, "/supply/requests/"), page(boss, f"/supply/requests/{mine.pk}/"), page(None, f"/supply/quote/{village}/")]
    pages.append(str(Api(boss).get(f"suppliers/{at.town.supplier.pk}/quotations").content.decode()))
    for shown in pages:
        assert not re.search(r"75[.,]31|13[.,]57|2[.,]46|Orchard|Village", shown)
        assert str(other.pk) not in shown
    for address in (f"/supply/requests/{other.pk}/", f"/shop/sourcing/{rfq.pk}/", f"/api/v1/rfqs/{rfq.pk}"):
        assert Api(boss).client.get(address).status_code == 404
    assert Api(boss).get(f"suppliers/{at.town.rival_supplier.pk}/quotations").json() == []


READS = ["/shop/sourcing/{rfq}/", "/shop/sourcing/{rfq}/edit/", "/supply/requests/{quotation}/", "/sourcing/attachments/{quotation}/"]
READS += ["/api/v1/quote-attachments/{quotation}", "/api/v1/shops/{shop}/rfqs", "/api/v1/rfqs/{rfq}"]
LINE = {"position": 1, "unit_price": YUAN, "lead_days": 1, "valid_until": "2026-12-01"}
WRITES: list[tuple[str, dict[str, Any]]] = [
    ("shops/{shop}/rfqs", {"lines": [{"name": "x", "quantity": "1"}], "suppliers": ["{supplier}"], "answer_by": "2026-11-05T00:00:00Z"}),
    ("rfqs/{rfq}/send", {}),
    ("rfqs/{rfq}/cancel", {}),
    ("rfqs/{rfq}/award", {"lines": [{"position": 1, "quotation": "{quotation}", "version": 1}], "total": YUAN}),
    ("quotations/{quotation}/quote", {"lines": [LINE], "freight": YUAN, "other": YUAN, "version": 1}),
    ("quotations/{quotation}/decline", {}),
]
FORMS = [f"/shop/sourcing/{{rfq}}/{step}/" for step in ("send", "cancel", "invite", "name", "award", "edit")]
FORMS += ["/supply/requests/{quotation}/quote/", "/supply/requests/{quotation}/decline/"]


def standing() -> list[object]:
    rows = [Rfq.objects.order_by("pk").values_list("status", "version"), Quotation.objects.order_by("pk").values_list("status", "number")]
    return [*map(list, rows), QuoteVersion.objects.count(), Order.objects.count()]


def test_strangers_and_rivals_find_nothing_and_change_nothing(at: Bazaar) -> None:
    rfq = asking.asked(at, suppliers=[at.town.supplier])
    asking.quoted(at, rfq, at.town.supplier, 7_000, 1_200)
    names = {"rfq": rfq.pk, "quotation": asking.quotation(rfq, at.town.supplier).pk, "shop": at.town.shop.pk, "supplier": at.village.pk}

    def filled(value: Any) -> Any:
        if isinstance(value, str):
            return value.format(**names)
        if isinstance(value, dict):
            return {key: filled(inside) for key, inside in value.items()}
        return [filled(inside) for inside in value] if isinstance(value, list) else value

    before = standing()
    form = {"position": "1", "sku": str(at.town.corner.milk.pk), "answer_by": "2026-11-05", "valid_until": "2026-12-01", "price-1": "1", "total": "1"}
    for who in (at.town.corner.outsider, at.town.corner.rival, at.town.rival_wholesaler, at.town.keeper):
        api = Api(who)
        assert [api.client.get(filled(address)).status_code for address in READS] == [404] * len(READS)
        for address, body in WRITES:
            assert api.post(filled(address), filled(body), key=uuid4().hex).status_code == 404, address
        for address in FORMS:
            assert api.client.post(filled(address), {**form, "idempotency_key": uuid4().hex}).status_code == 404, address
    for address in READS[:3]:
        assert Api(None).client.get(filled(address)).status_code in (302, 401, 403)
    assert standing() == before
    tried = {resolve(filled(address)).route for address in [*READS, *FORMS, *(f"/api/v1/{address}" for address, _body in WRITES)]}
    tried |= {resolve(f"/api/v1/suppliers/{at.village.pk}/quotations").route}
    tried |= {resolve(f"/supply/quote/x/attachments/{at.village.pk}/").route}
    ours = {route for route, module in routes(get_resolver()) if "<uuid:" in route and module.startswith("merchants.sourcing.")}
    assert ours - tried == set()


def test_a_program_asks_quotes_and_awards(at: Bazaar) -> None:
    api, boss = Api(at.town.owner), Api(at.town.wholesaler)
    lines = [{"sku": str(at.town.corner.milk.pk), "unit": "箱", "per_unit": "24", "quantity": "10"}]
    body = {"lines": lines, "suppliers": [str(at.town.supplier.pk)], "answer_by": "2026-11-05T00:00:00Z"}
    rfq = api.post(f"shops/{at.town.shop.pk}/rfqs", body, key="k").json()
    assert api.post(f"shops/{at.town.shop.pk}/rfqs", body, key="k").json()["id"] == rfq["id"]
    assert api.post(f"rfqs/{rfq['id']}/send", {}).json()["status"] == "sent"
    asked = boss.get(f"suppliers/{at.town.supplier.pk}/quotations").json()[0]
    said = {"lines": [{**LINE, "unit_price": {"amount": "70.00", "currency": "CNY"}}], "freight": YUAN, "other": YUAN, "version": 0}
    assert boss.post(f"quotations/{asked['id']}/quote", said).json()["versions"][0]["number"] == 1
    picked = {"lines": [{"position": 1, "quotation": asked["id"], "version": 1}], "total": {"amount": "702.00", "currency": "CNY"}}
    won = api.post(f"rfqs/{rfq['id']}/award", picked, key="a").json()
    assert (won["status"], won["quotations"][0]["status"]) == ("awarded", "awarded")
    assert Order.objects.get().extra_minor == 200


def test_a_quote_carries_a_file_that_its_two_sides_open_once_it_is_clean(at: Bazaar) -> None:
    rfq = asking.asked(at)
    town, mine, outside = at.town, asking.quotation(rfq, at.town.supplier), asking.quotation(rfq, at.village)
    boss, buyer = Api(town.wholesaler), Api(town.buyer)
    said = {"lines": [{**LINE, "tax_bp": 1_300}], "freight": YUAN, "other": YUAN, "tax_included": False, "version": 0}
    bad = boss.post(f"quotations/{mine.pk}/quote", {**said, "attachment": base64.b64encode(b"#!/bin/sh").decode()})
    assert (bad.status_code, bad.json()["code"], QuoteVersion.objects.count(), Document.objects.count()) == (422, "document_unknown", 0, 0)
    told = boss.post_parts(f"quotations/{mine.pk}/quote", said, attachment=PDF).json()["versions"][0]
    assert (told["tax_included"], told["lines"][0]["paid_price"]["amount"], told["attachment"]["scan"]) == (False, "1.13", "waiting")
    address = f"/sourcing/attachments/{told['attachment']['id']}/"
    assert boss.client.get(address).status_code == 409
    # By the link as well; its holder opens the one, and nobody else's.
    link = f"/supply/quote/{links.write(outside, at=MORNING)}/"
    typed = {"price-1": "90", "days-1": "1", "valid_until": "2026-12-01", "number": "0"}
    sent = Api(None).client.post(f"{link}quote/", {**typed, "attachment": SimpleUploadedFile("quote.png", PNG, "image/png")})
    assert sent.status_code == 302
    assert "being checked" in page(None, link)
    scan()
    other = f"{link}attachments/{outside.versions.get().attachment_id}/"
    assert [Api(None).client.get(one).status_code for one in (other, f"{link}attachments/{told['attachment']['id']}/")] == [200, 404]
    answer = boss.client.get(address)
    assert (answer.content, answer["Content-Type"], answer["X-Content-Type-Options"]) == (PDF, "application/pdf", "nosniff")
    assert "attachment" in answer["Content-Disposition"]
    assert buyer.get(f"quote-attachments/{told['attachment']['id']}").content == PDF
    for wrong in (town.rival_wholesaler, town.corner.rival, town.corner.outsider, town.keeper):
        assert Api(wrong).client.get(address).status_code == 404
        assert Api(wrong).get(f"quote-attachments/{told['attachment']['id']}").status_code == 404
        assert Api(wrong).client.get(f"/papers/documents/{told['attachment']['id']}/open/").status_code == 404
    shown = page(town.buyer, f"/shop/sourcing/{rfq.pk}/")
    assert address in shown
    assert "with 13 % tax" in shown
    # A new version keeps the file, until it is taken out.
    for number, drop in ((1, False), (2, True)):
        boss.post(f"quotations/{mine.pk}/quote", {**said, "version": number, "drop_attachment": drop})
    assert [version.attachment_id is None for version in mine.versions.order_by("number")] == [False, False, True]
    hidden = boss.post(f"quotations/{mine.pk}/quote", {**said, "version": 3, "attachment": base64.b64encode(PDF + EICAR + b"%%EOF").decode()})
    scan()
    assert "held a virus" in page(town.wholesaler, f"/supply/requests/{mine.pk}/")
    assert boss.client.get(f"/sourcing/attachments/{hidden.json()['versions'][-1]['attachment']['id']}/").status_code == 404
    assert Api(town.corner.outsider).client.get(f"/supply/quote/x/attachments/{uuid4()}/").status_code == 404


SCREENS = ["/shop/sourcing/", "/shop/sourcing/{rfq}/", "/shop/sourcing/new/?from=low", "/supply/requests/", "/supply/requests/{quotation}/"]


@pytest.mark.parametrize("address", SCREENS)
def test_a_page_takes_the_same_statements_however_much_it_shows(at: Bazaar, address: str) -> None:
    rfq = asking.asked(at)
    asking.quoted(at, rfq, at.town.supplier, 7_000, 1_200)
    who = at.town.wholesaler if address.startswith("/supply") else at.town.owner
    client = Api(who).client
    path = address.format(rfq=rfq.pk, quotation=asking.quotation(rfq, at.town.supplier).pk)

    def count() -> int:
        assert client.get(path).status_code == 200
        return len(statements(lambda: client.get(path)))

    few = count()
    asking.quoted(at, rfq, at.town.supplier, 6_900, 1_100)
    asking.quoted(at, rfq, at.town.rival_supplier, 6_900, 1_100)
    asking.quoted(at, rfq, at.village, 6_900, 1_100)
    asking.asked(at)
    assert count() == few
    assert few <= STATEMENTS_AT_MOST


def test_articles_of_the_shelf_are_found_and_added_one_by_one(at: Bazaar) -> None:
    found = page(at.town.buyer, "/shop/sourcing/goods/?q=mil")
    row = f"/shop/sourcing/row/?sku={at.town.corner.milk.pk}"
    assert row in found
    assert 'value="24"' in page(at.town.buyer, row)
    assert 'name="name-' in page(at.town.buyer, "/shop/sourcing/row/")
    assert Api(at.town.corner.rival).client.get(row).status_code == 404
