"""An order that nobody answers: asked again, waited for longer, ended."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from ecosystem.audit.public import Act
from ecosystem.notices.public import Notice
from merchants.procurement import actions, errors, links, tasks
from merchants.procurement.actions import SupplierProfile
from merchants.procurement.models import Order
from merchants.procurement.queries import suggestions_for, unanswered
from merchants.procurement.rules import Want
from tests import buying
from tests.buying import D, Market
from tests.cast import MORNING, actor
from tests.trading import Api

pytestmark = pytest.mark.django_db
HALF, OVER = MORNING + timedelta(hours=36), MORNING + timedelta(hours=72)


@pytest.fixture
def town(market: Market) -> Market:
    return market


def told(party_id: Any) -> list[str]:
    return list(Notice.objects.filter(party_id=party_id).order_by("pk").values_list("kind", flat=True))


def now(order: Order) -> Order:
    return Order.objects.get(pk=order.pk)


def test_a_silent_supplier_is_asked_again_and_then_the_order_ends_and_is_no_longer_counted_on(town: Market) -> None:
    actions.set_reorder_rule(
        sku_id=town.corner.milk.pk, minimum=D(500), maximum=D(900), review_days=7, snoozed_until=None, by=actor(town.owner), at=MORNING
    )
    order = buying.sent(town)
    assert (order.answer_by, order.ask_again_at) == (OVER, HALF)
    assert [one.article_id for one in suggestions_for(town.shop.pk, at=MORNING)] == []
    tasks.mind_every_answer(at=HALF - timedelta(seconds=1))
    assert told(town.supplier.party_id) == ["purchase_arrived"]
    for _ in range(2):
        tasks.mind_every_answer(at=HALF)
    assert told(town.supplier.party_id) == ["purchase_arrived", "purchase_waits"]
    assert told(town.shop.party_id) == ["purchase_unanswered"]
    tasks.mind_every_answer(at=OVER - timedelta(seconds=1))
    assert (now(order).status, now(order).answer_by) == ("sent", OVER)
    for _ in range(2):
        tasks.mind_every_answer(at=OVER)
    ended = now(order)
    assert (ended.status, ended.ended_at, ended.answer_by, ended.ask_again_at) == ("lapsed", OVER, None, None)
    assert told(town.supplier.party_id)[-1] == "order_lapsed"
    assert told(town.shop.party_id) == ["purchase_unanswered", "purchase_lapsed"]
    assert Act.objects.filter(act="procurement.lapsed", target=f"procurement.order/{order.pk}").count() == 1
    with pytest.raises(errors.PurchaseMoved):
        actions.confirm_order(order_id=order.pk, revision=1, by=actor(town.packer), at=OVER)
    assert [one.article_id for one in suggestions_for(town.shop.pk, at=OVER)] == [town.case.pk]
    assert unanswered(OVER) == []


def test_a_change_that_is_not_answered_leaves_the_earlier_agreement(town: Market) -> None:
    order = buying.confirmed(town)
    assert order.answer_by is None
    actions.amend_order(order_id=order.pk, seen_revision=1, wording=buying.worded(order, quantity=D(50)), reason="", by=actor(town.owner), at=MORNING)
    tasks.mind_every_answer(at=OVER)
    kept = now(order)
    assert (kept.status, kept.agreed_revision, kept.total_minor, kept.ended_at) == ("acknowledged", 1, 720_000, None)
    assert order.revisions.get(number=2).refused_at == OVER
    assert told(town.shop.party_id)[-1] == "purchase_change_lapsed"
    assert told(town.supplier.party_id)[-1] == "order_change_lapsed"


def test_a_silent_buyer_is_asked_too(town: Market) -> None:
    order = buying.sent(town)
    wording = buying.worded(order, quantity=D(80))
    later = MORNING + timedelta(hours=70)
    actions.propose_change(order_id=order.pk, revision=1, wording=wording, reason="short", by=actor(town.packer), at=later)
    tasks.mind_every_answer(at=OVER)
    assert now(order).status == "changed"
    tasks.mind_every_answer(at=later + timedelta(hours=36))
    assert told(town.shop.party_id)[-1] == "purchase_change_waits"
    tasks.mind_every_answer(at=later + timedelta(hours=72))
    assert now(order).status == "lapsed"


def test_the_shop_waits_as_long_as_it_says_and_longer_when_asked(town: Market) -> None:
    actions.set_buying_policy(shop_id=town.shop.pk, limits={"answer_hours": 10}, by=actor(town.owner), at=MORNING)
    order = buying.sent(town)
    assert order.answer_by == MORNING + timedelta(hours=10)
    late = MORNING + timedelta(hours=9)
    longer = actions.wait_longer(order_id=order.pk, by=actor(town.buyer), at=late)
    assert (longer.answer_by, longer.ask_again_at) == (late + timedelta(hours=10), late + timedelta(hours=5))
    for stranger in (town.packer, town.keeper, town.corner.rival):
        with pytest.raises(errors.PurchaseNotFound):
            actions.wait_longer(order_id=order.pk, by=actor(stranger), at=late)
    assert now(order).answer_by == longer.answer_by
    actions.confirm_order(order_id=order.pk, revision=1, by=actor(town.packer), at=late)
    assert (now(order).answer_by, now(order).ask_again_at) == (None, None)
    with pytest.raises(errors.PurchaseMoved):
        actions.wait_longer(order_id=order.pk, by=actor(town.buyer), at=late)
    assert actions.lapse(order_id=order.pk, at=OVER) is None
    assert actions.ask_again(order_id=order.pk, at=OVER) is None


def test_on_hold_no_time_runs(town: Market) -> None:
    order = buying.sent(town)
    actions.hold_order(order_id=order.pk, reason="flood", by=actor(town.manager), at=MORNING)
    with pytest.raises(errors.OnHold):
        actions.wait_longer(order_id=order.pk, by=actor(town.owner), at=MORNING)
    tasks.mind_every_answer(at=OVER)
    assert actions.lapse(order_id=order.pk, at=OVER) is None
    assert now(order).status == "sent"
    actions.resume_order(order_id=order.pk, by=actor(town.manager), at=OVER)
    assert now(order).answer_by == OVER + timedelta(hours=72)


def test_a_supplier_by_link_is_waited_for_too_and_the_pages_say_until_when(town: Market) -> None:
    village = actions.note_supplier(shop_id=town.shop.pk, profile=SupplierProfile("V", "Village"), by=actor(town.owner), at=MORNING)
    eggs = buying.article(village, town.owner, "Eggs", price_minor=3_000)
    buying.link(town.owner, town.corner.bread, eggs, "30", preferred=False)
    said: dict[str, Any] = {
        "shop_id": town.shop.pk,
        "supplier_id": village.pk,
        "wants": [Want(eggs.pk, Decimal(40))],
        "key": "eggs",
        "by": actor(town.owner),
    }
    order = actions.send_order(order_id=actions.draft_order(**said, at=MORNING).pk, by=actor(town.owner), at=MORNING)
    token = links.write(order, at=MORNING)
    tasks.mind_every_answer(at=HALF)
    assert told(town.shop.party_id) == ["purchase_unanswered"]
    page = Api(town.owner).client.get(f"/purchases/{order.pk}/").content.decode()
    assert f"/purchases/{order.pk}/wait/" in page
    answer = Api(town.buyer).client.post(f"/purchases/{order.pk}/wait/", {"idempotency_key": "k"})
    assert answer.status_code == 302
    api = Api(town.buyer)
    assert api.client.get(f"/api/v1/purchase-orders/{order.pk}").json()["answer_by"] is not None
    order = now(order)
    assert order.answer_by
    actions.lapse(order_id=order.pk, at=order.answer_by)
    with pytest.raises(errors.PurchaseMoved):
        actions.confirm_by_link(token=token, at=OVER)
