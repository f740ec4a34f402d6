"""Two people at one request or quote: the second sees what changed and loses nothing typed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from uuid import uuid4

import pytest
import time_machine

from ecosystem.design.wording import yuan
from merchants.procurement.models import Order
from merchants.sourcing import actions, links
from merchants.sourcing.models import Rfq
from tests import asking
from tests.asking import Bazaar
from tests.buying import D
from tests.cast import MORNING, actor
from tests.journeys.forms import Window
from tests.merchants.procurement.test_meeting import met, value

pytestmark = pytest.mark.django_db


@pytest.fixture
def at() -> Iterator[Bazaar]:
    with time_machine.travel(MORNING, tick=False):
        yield asking.bazaar()


def award_form(rfq: Rfq) -> dict[str, str]:
    plan = asking.plan(rfq)
    picks = {f"pick-{position}": f"{cell.quotation_id}/{cell.number}" for position, cell in plan.cells.items()}
    return {"idempotency_key": uuid4().hex, "total": yuan(plan.total_minor), "landed_by": "quantity", **picks}


def test_a_quote_that_was_changed_is_shown_before_it_is_taken(at: Bazaar) -> None:
    rfq = asking.asked(at)
    asking.three_quotes(at, rfq)
    hers = award_form(rfq)
    asking.quoted(at, rfq, at.town.supplier, 7_100, 1_200, freight_minor=900)
    page = met(Window(at.town.owner, "en").post(f"/shop/sourcing/{rfq.pk}/award/", hers), "quote_moved")
    assert not Order.objects.exists()
    assert re.search(r"<s>¥70.00</s> → <strong[^>]*>¥71.00</strong>", page)
    assert re.search(r"<s>¥5.00</s> → <strong[^>]*>¥9.00</strong>", page)
    assert '<option value="quantity" selected>' in page


def test_a_request_that_a_colleague_awarded_shows_who_won(at: Bazaar) -> None:
    rfq = asking.asked(at)
    asking.three_quotes(at, rfq)
    hers = award_form(rfq)
    asking.awarded(at, rfq)
    page = met(Window(at.town.manager, "en").post(f"/shop/sourcing/{rfq.pk}/award/", hers), "rfq_moved")
    assert all(order.number in page for order in Order.objects.all())


def test_two_who_write_one_request_lose_nothing(at: Bazaar) -> None:
    rfq = asking.drafted(at)
    buyer = Window(at.town.owner, "en")
    hers = buyer.form(f"/shop/sourcing/{rfq.pk}/edit/", f"/shop/sourcing/{rfq.pk}/edit/")
    [milk] = [name for name, text in hers.items() if name.startswith("quantity-") and text == "10"]
    hers |= {milk: "14", "supplier": str(at.village.pk), "note": "before noon"}
    said = {"supplier_ids": [at.village.pk], "answer_by": asking.IN_TWO_DAYS, "by": actor(at.town.manager), "at": MORNING}
    wants = [asking.Asked(D(12), sku_id=at.town.corner.milk.pk, unit=("箱", "case"), per_unit=D(24))]
    actions.rewrite_rfq(rfq_id=rfq.pk, wants=wants, seen_version=rfq.version, **said)
    page = met(buyer.post(f"/shop/sourcing/{rfq.pk}/edit/", hers), "rfq_moved")
    assert re.search(r"<strong[^>]*>12 case</strong>", page)
    assert "you typed 14 case" in page
    assert 'value="14"' in page
    assert 'value="before noon"' in page
    actions.send_rfq(rfq_id=rfq.pk, by=actor(at.town.owner), at=MORNING)
    page = met(buyer.post(f"/shop/sourcing/{rfq.pk}/edit/", hers), "rfq_moved")
    assert "<strong>14 case</strong>" in page
    # What was sent is no form any more.
    assert buyer.get(f"/shop/sourcing/{rfq.pk}/edit/").status_code == 302


@pytest.mark.parametrize("by_link", [False, True])
def test_two_who_quote_for_one_supplier_see_each_others_price(at: Bazaar, by_link: bool) -> None:
    rfq = asking.asked(at)
    supplier = at.village if by_link else at.town.supplier
    mine = asking.quotation(rfq, supplier)
    page = f"/supply/quote/{links.write(mine, at=MORNING)}/" if by_link else f"/supply/requests/{mine.pk}/"
    desk = Window(None if by_link else at.town.packer, "en")
    hers = desk.form(page, f"{page}quote/") | {"price-1": "66", "days-1": "3", "freight": "4"}
    asking.quoted(at, rfq, supplier, 7_000, 1_200)
    answer = met(desk.post(f"{page}quote/", hers), "quote_moved")
    assert re.search(r"<s>not offered</s> → <strong[^>]*>¥70.00</strong>", answer)
    assert "you typed 66" in answer
    assert [value(answer, name) for name in ("price-1", "days-1", "freight")] == [["66"], ["3"], ["4"]]
    assert desk.post(f"{page}quote/", {**hers, "number": "1"}).status_code == 302
    actions.cancel_rfq(rfq_id=rfq.pk, reason="later", by=actor(at.town.owner), at=MORNING)
    answer = met(desk.post(f"{page}quote/", {**hers, "number": "2"}), "rfq_moved")
    assert "Yuan" not in answer
    assert "<strong>66</strong>" in answer
