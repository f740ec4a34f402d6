"""The pages of joining, of the checklist and of the desk: who gets them, what they say, how many statements they take."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import get_resolver

from ecosystem.identity.public import Person
from ecosystem.kernel import clock
from merchants.catalog.models import ProductGroup
from merchants.catalog.public import Sku
from merchants.onboarding import actions
from merchants.onboarding.models import Document, MerchantFile, Submission, Suspension
from merchants.onboarding.queries.report import activation, report_page
from merchants.onboarding.simulated_core import SimulatedCore
from merchants.onboarding.views.kit import labels_of
from merchants.orders.public import Order
from merchants.shops.public import Shop, SpecialHours
from merchants.stock.public import Level
from tests import cast
from tests.cast import MORNING, actor
from tests.merchants.onboarding.cast import AT_HOME, DAY, FOOD, IDENTITY, JPEG, PNG, Desk, active, begun, desk, goods, opened, place, scan, submitted
from tests.merchants.test_access import routes
from tests.merchants.test_budgets import statements
from tests.trading import order_in

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _own_state(settings: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    settings.STATE_DIR = tmp_path_factory.mktemp("state")
    with time_machine.travel(MORNING, tick=False):
        yield


def window(who: Person | None, language: str = "en") -> Client:
    client = Client(headers={"accept-language": language})
    if who is not None:
        client.force_login(who, backend="django.contrib.auth.backends.ModelBackend")
    return client


def text(answer: Any) -> str:
    return str(answer.content.decode())


def test_a_newcomer_goes_from_the_door_to_her_goods() -> None:
    place()
    mei = window(founder := cast.person("mei"))
    assert mei.get("/shop/").headers["Location"] == "/shop/start/"
    assert "What do you sell?" in text(mei.get("/shop/start/"))
    answer = mei.post("/shop/start/", {"trade": "noodles", "legal_form": "sole_trader"})
    file = MerchantFile.objects.get()
    base = f"/shop/start/{file.pk}"
    assert answer.headers["Location"] == f"{base}/shop/"
    assert 'value="06:30"' in text(mei.get(f"{base}/shop/"))
    assert "Kept at" in text(mei.post(f"{base}/draft/", {"name_zh": "巷口面馆", "opens": "07:00"}))
    # She leaves, and finds it as she left it.
    again = text(mei.get("/shop/start/"))
    assert 'value="noodles" required checked' in again
    kept = text(mei.get(f"{base}/shop/"))
    assert 'value="巷口面馆"' in kept
    assert 'value="07:00"' in kept
    assert mei.post(f"{base}/shop/", {**AT_HOME, "landmark": "", "idempotency_key": "a"}).status_code in {400, 422}
    assert mei.post(f"{base}/shop/", {**AT_HOME, "idempotency_key": "b"}).headers["Location"] == f"{base}/goods/"
    shop = Shop.objects.get()
    assert mei.post(f"{base}/draft/", {"name_zh": "late"}).status_code == 204
    assert (shop.name_zh, shop.intervals.count()) == ("巷口面馆", 7)
    shown = text(mei.get(f"{base}/goods/"))
    assert "Beef noodles" in shown
    sent = {"price-beef-noodles": "18", "quantity-beef-noodles": "50", "price-tea-egg": "1.5", "quantity-tea-egg": "twelve", "idempotency_key": "g"}
    answer = mei.post(f"{base}/goods/", sent)
    assert answer.status_code == 422
    assert "twelve is not an amount" in text(answer)
    answer = mei.post(f"{base}/goods/", {**sent, "quantity-tea-egg": "12", "idempotency_key": "h"})
    assert answer.headers["Location"] == f"{base}/codes/"
    assert dict(Sku.objects.values_list("code", "price_minor")) == {"beef-noodles": 1800, "tea-egg": 150}
    assert sorted(Level.objects.values_list("on_hand", flat=True)) == [12, 50]
    assert ProductGroup.objects.count() == 2
    assert Sku.objects.get(code="beef-noodles").variant.sale_unit == "bowl"
    assert "Ring up a sale" in text(mei.get(f"{base}/codes/"))
    reports = text(mei.get(f"/shop/reports/?shop={shop.pk}"))
    assert reports.index("By day, hour") < reports.index("What earns") < reports.index("Profit and loss, settlement")
    assert reports.count("Read first in your trade") == 2
    panel = text(mei.get(f"/shop/papers/panel/?party={shop.party_id}"))
    assert "Food trading licence" in panel
    assert mei.get("/shop/").status_code == 200
    assert window(founder, "zh-hans").get(f"{base}/codes/").content.decode().count("第一笔生意") == 1


def test_goods_of_a_trade_that_expire_are_kept_by_batch() -> None:
    file, shop = opened(founder := cast.person("mei"), trade="pharmacy")
    sent = {"price-vitamin-c": "30", "quantity-vitamin-c": "5", "price-mask": "9", "quantity-mask": "5", "idempotency_key": "g"}
    assert window(founder).post(f"/shop/start/{file.pk}/goods/", sent).status_code == 302
    assert dict(Level.objects.filter(shop=shop).values_list("sku__code", "tracks_batches")) == {"vitamin-c": True, "mask": False}


def test_what_the_bank_knows_comes_later_and_fills_in_what_is_empty() -> None:
    place()
    founder = cast.person("mei")
    file = begun(founder)
    mei = window(founder)
    actions.save_draft(file_id=file.pk, values={"address_zh": "9 号"}, by=actor(founder), at=MORNING)
    assert "The bank is looking" in text(mei.post(f"/shop/start/{file.pk}/bank/", headers={"HX-Request": "true"}))
    actions.ask_due(core=SimulatedCore("late"), at=MORNING)
    assert "The bank is looking" in text(mei.get(f"/shop/start/{file.pk}/bank/"))
    for hour in (1, 3):
        actions.ask_due(core=SimulatedCore("known"), at=MORNING + timedelta(hours=hour))
    assert "The bank knows" in text(mei.get(f"/shop/start/{file.pk}/bank/"))
    filled = text(mei.get(f"/shop/start/{file.pk}/shop/?fill=1"))
    assert 'value="9 号"' in filled


def test_papers_are_handed_in_from_a_phone_and_opened_by_the_few() -> None:
    founder = cast.person("mei")
    file, _shop = opened(founder)
    mei = window(founder)
    photo = SimpleUploadedFile("../../etc/passwd.exe", JPEG, content_type="application/x-msdownload")
    sent = {"number": IDENTITY, "document": photo, "idempotency_key": "p"}
    assert mei.post(f"/shop/papers/{file.pk}/identity/", sent).headers["Location"] == "/shop/papers/"
    document = Document.objects.get()
    assert document.media == "image/jpeg"
    shown = text(mei.get("/shop/papers/"))
    assert shown.count('name="number"') == 3
    assert f"… {IDENTITY[-4:]}" in shown
    assert IDENTITY not in shown
    assert "being checked for viruses" in shown
    address = f"/shop/papers/documents/{document.pk}/open/"
    assert mei.get(address).status_code == 409
    scan()
    opened_file = mei.get(address)
    assert opened_file.content == JPEG
    assert opened_file.headers["Content-Type"] == "image/jpeg"
    assert (opened_file.headers["X-Content-Type-Options"], opened_file.headers["Cache-Control"]) == ("nosniff", "private, no-store")
    assert "passwd" not in opened_file.headers["Content-Disposition"]
    for stranger in (cast.person("stranger"), cast.clerk(Shop.objects.get()), cast.banker("credit_officer")):
        assert window(stranger).get(address).status_code == 404
    assert window(cast.banker("operator")).get(address).content == JPEG
    wrong = mei.post(
        f"/shop/papers/{file.pk}/food/",
        {"number": FOOD, "expires_on": "tomorrow", "document": SimpleUploadedFile("a.png", PNG), "idempotency_key": "q"},
    )
    assert "bad_last_day" in text(wrong)


def test_the_kit_has_a_sheet_for_the_counter_and_one_for_each_place() -> None:
    founder = cast.person("mei")
    _file, shop = opened(founder)
    mei = window(founder)
    page = text(mei.get(f"/shop/kit/?shop={shop.pk}&what=table&labels=3"))
    assert page.count('<li class="kit">') == 5
    assert f"http://testserver/s/{shop.pk}/pay/" in page
    assert "Table 3" in page
    assert f"http://testserver/s/{shop.pk}/?place=Table+3" in page
    assert page.count("<svg") >= 4
    assert labels_of("A栋， B , A栋、C", "stairwell") == ["A栋", "B", "C"]
    assert len(labels_of("99999", "stall")) == 40
    assert labels_of(" , ", "stall") == []
    assert mei.get("/shop/kit/?shop=nonsense").status_code == 404
    assert f"http://testserver/s/{shop.pk}/?place=Table+3&amp;from=table" in page and f"/s/{shop.pk}/?from=counter" in page
    assert mei.get(f"/s/{shop.pk}/?place=Table+3", follow=True).redirect_chain == [(f"/s/{shop.pk}/", 302)]


def _case(who: Desk) -> tuple[MerchantFile, Person]:
    founder = cast.person("mei")
    file, _shop = submitted(founder)
    return file, founder


def test_the_desk_takes_decides_passes_on_and_a_second_person_approves() -> None:
    who = desk()
    file, founder = _case(who)
    maker, checker = window(who.maker), window(who.checker)
    assert "巷口面馆" in text(maker.get("/bank/onboarding/"))
    base = f"/bank/onboarding/{file.pk}"
    assert "Take this file" in text(maker.get(f"{base}/"))
    maker.post(f"{base}/claim/")
    assert "Accept" in text(maker.get(f"{base}/"))
    assert "Accept</button>" not in text(checker.get(f"{base}/"))
    papers = {paper.kind: paper.pk for paper in Submission.objects.filter(file=file)}
    for kind in ("identity", "licence"):
        maker.post(f"/bank/onboarding/papers/{papers[kind]}/accept/")
    maker.post(f"/bank/onboarding/papers/{papers['food']}/reject/", {"reason": "Blurred."})
    assert "Blurred." in text(window(founder).get("/shop/papers/"))
    maker.post(f"{base}/waive/food/", {"reason": "Sealed goods only."})
    assert "All in order" in text(maker.get(f"{base}/"))
    maker.post(f"{base}/recommend/")
    assert "a colleague approves it" in text(maker.get(f"{base}/"))
    assert "same_person" in text(maker.post(f"{base}/approve/"))
    checker.post(f"{base}/approve/")
    file.refresh_from_db()
    assert file.status == "active"
    assert "checklist" not in text(window(founder).get(f"/shop/papers/panel/?party={file.party_id}"))
    maker.post(f"{base}/suspend/", {"reason": "Look into it.", "hold_until": "2026-11-20"})
    told = text(window(founder).get("/shop/papers/"))
    assert "Look into it." in told
    assert "the bank has decided so" in text(window(founder).get("/shop/"))
    assert Suspension.objects.get().hold_until is not None
    maker.post(f"{base}/resume/")
    assert "bad_hold" in text(maker.post(f"{base}/suspend/", {"reason": "x", "hold_until": "soon"}))
    assert maker.post(f"{base}/dance/").status_code == 404
    assert maker.post(f"/bank/onboarding/papers/{papers['food']}/dance/").status_code == 404


def test_the_report_says_who_sold_who_stopped_and_why() -> None:
    town = cast.corner()
    order_in("completed", town)
    Shop.objects.filter(pk=town.rival_shop.pk).update(selling=False, suspended_at=MORNING, suspended_for="bank", name_zh="=危险()")
    empty = cast.shop(cast.person("idle"), "Idle")
    empty.intervals.all().delete()
    bare = cast.shop(owner := cast.person("bare"), "Bare")
    goods(bare, owner, stock="0")
    operator = window(cast.banker("operator"))
    page = text(operator.get("/bank/onboarding/report/"))
    for told in ("1 sale", "suspended by the bank", "its keeper takes no orders", "no opening hours", "no goods on sale", "no stock"):
        assert told in page
    rows = list(csv.reader(io.StringIO(b"".join(operator.get("/bank/onboarding/report.csv")).decode("utf-8-sig"))))  # type: ignore[arg-type]
    by_name = {row[2]: row for row in rows[1:]}
    assert by_name["Corner"][4:7] == ["sold", "1", "10.00"]
    assert by_name["Rival"][1] == "'=危险()"
    assert by_name["Rival"][9].split()[:2] == ["suspended_bank", "stopped"]
    assert by_name["Bare"][9] == "no_stock"
    with time_machine.travel(MORNING + 8 * DAY, tick=False):
        later = window(cast.banker("operator"))
        assert "Corner" in (silent := text(later.get("/bank/onboarding/report/?state=stopped"))) and "nothing stands in the way" in silent
        # What keeps it from selling this week, though it could: orders that it left, a pause, a day that is otherwise.
        for _each in range(2):
            Order.objects.filter(pk=order_in("paid", town).pk).update(status="cancelled", reason="not_accepted", ended_at=clock.now())
        Order.objects.filter(pk=order_in("paid", town).pk).update(status="cancelled", reason="changed_mind", ended_at=clock.now())
        now = clock.now()
        Shop.objects.filter(pk=town.shop.pk).update(paused_at=now, paused_until=now + timedelta(hours=1), paused_for="keeper")
        SpecialHours.objects.create(shop=town.shop, on=clock.business_date(now))
        silent = text(later.get("/bank/onboarding/report/?state=stopped"))
        assert all(told in silent for told in ("2 orders declined or unanswered", "pauses for a while", "closed today for a special day"))
        assert "nothing stands in the way" not in silent
        assert "No such shop" in text(later.get("/bank/onboarding/report/?state=sold"))


def test_the_report_is_paged_in_its_order_and_counts_all_shops() -> None:
    town = cast.corner()
    order_in("completed", town)
    for number in range(3):
        cast.shop(cast.person(f"idle{number}"), f"Idle{number}")
    pages = [report_page(MORNING, page=page, size=2) for page in (1, 2, 3, 4)]
    everybody = [row.shop.pk for row in activation(MORNING)]
    assert [row.shop.pk for page in pages for row in page.rows] == everybody
    assert [(len(page.rows), page.has_more) for page in pages] == [(2, True), (2, True), (1, False), (0, False)]
    assert {tuple(page.counts.items()) for page in pages} == {(("never", 4), ("stopped", 0), ("sold", 1))}
    assert [row.sales for row in report_page(MORNING, state="sold").rows] == [1]
    operator = window(cast.banker("operator"))
    for odd in ("0", "-1", "x", "9" * 30):
        assert operator.get(f"/bank/onboarding/report/?page={odd}").status_code == 200


def test_every_address_is_for_its_own_people_alone() -> None:
    who = desk()
    founder, rival = cast.person("mei"), cast.person("rival")
    file, shop = submitted(founder)
    opened(rival)
    paper = Submission.objects.filter(file=file).first()
    assert paper is not None
    names = {"file_id": file.pk, "document_id": paper.document_id, "paper_id": paper.pk, "kind": "food", "act": "claim"}
    # A program's are asked in test_api.py.
    found = [(route, module) for route, module in routes(get_resolver()) if module.startswith("merchants.onboarding.views.")]
    assert len(found) >= 19
    strangers = [rival, cast.person("outsider"), cast.clerk(shop)]
    before = _rows()
    for route, _module in found:
        address = "/" + _filled(route, names)
        for method in ("get", "post"):
            asked = getattr(window(None), method)(address)
            assert asked.status_code in {302, 405}, address
            if asked.status_code == 302:
                assert asked.headers["Location"].startswith("/accounts/login/"), address
            for stranger in strangers if "<uuid:" in route or route.startswith("bank/") else []:
                answer = getattr(window(stranger), method)(address, {"idempotency_key": uuid4().hex, "reason": "x"})
                assert answer.status_code in {404, 405}, (address, method, answer.status_code)
            if route.startswith("bank/"):
                assert getattr(window(founder), method)(address, {"reason": "x"}).status_code in {404, 405}, address
    assert _rows() == before
    assert window(who.maker).get(f"/bank/onboarding/{file.pk}/").status_code == 200


def _rows() -> list[object]:
    models = (MerchantFile, Submission, Document, Suspension)
    return [list(model.objects.order_by("pk").values_list()) for model in models]  # type: ignore[attr-defined]


def _filled(route: str, names: dict[str, Any]) -> str:
    for name, value in names.items():
        route = route.replace(f"<uuid:{name}>", str(value)).replace(f"<slug:{name}>", str(value))
    return route


def test_pages_take_the_same_statements_however_many_rows() -> None:
    who = desk()
    file, _founder = _case(who)
    operator = window(who.maker)
    queue_of_one = len(statements(lambda: operator.get("/bank/onboarding/")))
    for _ in range(3):
        submitted(cast.person("more"))
    assert len(statements(lambda: operator.get("/bank/onboarding/"))) == queue_of_one <= 8
    report = len(statements(lambda: operator.get("/bank/onboarding/report/")))
    for number in range(3):
        cast.shop(cast.person(f"other{number}"), f"Other{number}")
    assert len(statements(lambda: operator.get("/bank/onboarding/report/"))) == report <= 7
    assert len(statements(lambda: operator.get(f"/bank/onboarding/{file.pk}/"))) <= 18
    mei = cast.person("mei")
    mine, shop = active(mei, who)
    hers = window(mei)
    assert len(statements(lambda: hers.get("/shop/papers/"))) <= 12
    assert len(statements(lambda: hers.get(f"/shop/papers/panel/?party={shop.party_id}"))) <= 10
    assert mine.party_id == shop.party_id
