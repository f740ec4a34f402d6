"""Deliveries counted before they are accepted, also blind; refused goods until they leave."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from uuid import uuid4

import pytest
import time_machine

from ecosystem.kernel.errors import DomainError
from ecosystem.notices.public import Notice
from merchants.procurement import actions, errors
from merchants.procurement.models import Dispute, DoorCount, Order, Receipt, Refused
from merchants.stock.public import Level, Movement
from tests import buying
from tests.buying import D, Market, on_hand
from tests.cast import MORNING, actor
from tests.merchants.procurement.test_pages import page, press
from tests.trading import Api, differences

pytestmark = pytest.mark.django_db


@pytest.fixture
def town(market: Market) -> Iterator[Market]:
    with time_machine.travel(MORNING, tick=False):
        yield market


def _kept() -> list[object]:
    return [
        list(Order.objects.order_by("pk").values_list("status", "version")),
        list(Level.objects.order_by("pk").values_list("on_hand", "value_minor")),
        list(DoorCount.objects.order_by("pk").values_list("status")),
        list(Refused.objects.order_by("pk").values_list("status", "quantity")),
        [model.objects.count() for model in (Receipt, Dispute, Movement, Notice)],
    ]


def refused(refusal: type[DomainError], act: Callable[[], object]) -> DomainError:
    return buying.refused(refusal, act, kept=_kept)


def test_what_was_counted_is_on_no_shelf_until_it_is_accepted(town: Market) -> None:
    order = buying.confirmed(town)
    shipment = buying.shipped(town, order, "100")
    count = buying.counted(town, order, "98", shipment=shipment, key="k")
    assert buying.counted(town, order, "98", shipment=shipment, key="k") == count
    assert (on_hand(town), Receipt.objects.count(), order.shipments.get().status) == (50, 0, "on_the_way")
    assert Notice.objects.filter(kind="goods_counted", party_id=town.shop.party_id).count() == 1
    receipt = buying.accepted(town, count, "95", rejected=["3"])
    order.refresh_from_db()
    count.refresh_from_db()
    assert (order.status, on_hand(town), count.status, count.receipt_id) == ("partially_received", 50 + 95 * 24, "accepted", receipt.pk)
    assert {(one.kind, one.quantity) for one in order.disputes.all()} == {("rejected", D(3)), ("short", D(2))}
    assert differences() == []


def test_all_that_was_counted_is_accepted_or_refused_and_no_more(town: Market) -> None:
    count = buying.counted(town, buying.confirmed(town), "40")
    said = refused(errors.CountDiffers, lambda: buying.accepted(town, count, "39"))
    assert (said.values["counted"], said.values["said"]) == ("40", "39")
    refused(errors.CountDiffers, lambda: buying.accepted(town, count, "40", rejected=["1"]))
    first = buying.accepted(town, count, "40", key="a")
    assert buying.accepted(town, count, "40", key="a") == first
    refused(errors.CountMoved, lambda: buying.accepted(town, count, "40"))
    refused(errors.CountMoved, lambda: actions.drop_count(order_id=count.order_id, count_id=count.pk, reason="x", by=actor(town.keeper), at=MORNING))


def test_a_line_that_nobody_counted_is_not_taken_in_by_the_way(town: Market) -> None:
    order = buying.confirmed(town, apples="10")
    count = buying.counted(town, order, "40")
    refused(errors.CountDiffers, lambda: buying.accepted(town, count, "40", "10"))


def test_while_a_delivery_waits_no_other_is_taken_in_and_the_order_does_not_end(town: Market) -> None:
    order = buying.confirmed(town)
    buying.received(town, order, "10")
    shipment = buying.shipped(town, order, "40")
    count, owner = buying.counted(town, order, "40", shipment=shipment), actor(town.owner)
    refused(errors.CountWaits, lambda: buying.counted(town, order, "5"))
    refused(errors.CountWaits, lambda: buying.received(town, order, "5"))
    refused(errors.CountWaits, lambda: actions.short_close(order_id=order.pk, reason="x", by=owner, at=MORNING))
    taken = {"order_id": order.pk, "shipment_id": shipment.pk, "by": actor(town.packer), "at": MORNING}
    refused(errors.CountWaits, lambda: actions.withdraw_shipment(**taken))
    refused(errors.ReasonMissing, lambda: actions.drop_count(order_id=order.pk, count_id=count.pk, reason=" ", by=owner, at=MORNING))
    actions.drop_count(order_id=order.pk, count_id=count.pk, reason="one box twice", by=owner, at=MORNING)
    buying.accepted(town, buying.counted(town, order, "39", shipment=shipment), "39")
    assert sorted(one.status for one in order.counts.all()) == ["accepted", "dropped"]
    assert differences() == []


def test_nothing_halves_and_what_is_not_on_the_order_are_no_count(town: Market) -> None:
    order, unanswered = buying.confirmed(town), buying.sent(town)
    refused(errors.NothingWanted, lambda: buying.counted(town, order, "0"))
    refused(errors.NotWhole, lambda: buying.counted(town, order, "1.5"))
    refused(errors.BadTerms, lambda: buying.counted(town, order, "1", "1"))
    refused(errors.PurchaseMoved, lambda: buying.counted(town, unanswered, "1"))


def test_who_counts_blind_sees_no_quantity_and_cannot_take_in_alone(town: Market) -> None:
    buying.policy(town, blind_receiving=True)
    order = buying.confirmed(town, cases="137")
    buying.shipped(town, order, "131")
    at = f"/purchases/{order.pk}/"
    for address in (at, "/shop/purchases/"):
        shown, seen = page(town.keeper, address), page(town.buyer, address)
        for figure in ("137", "131", "9,864.00"):
            assert figure not in shown, (address, figure)
        assert "9,864.00" in seen
    told = Api(town.keeper).get(f"purchase-orders/{order.pk}").json()
    assert (told["total"], told["lines"][0]["quantity"], told["lines"][0]["incoming"], told["revisions"]) == (None, None, None, [])
    assert Api(town.keeper).get(f"shops/{town.shop.pk}/purchase-orders").json()[0]["total"] is None
    assert Api(town.buyer).get(f"purchase-orders/{order.pk}").json()["lines"][0]["quantity"] == "137.000"
    refused(errors.CountedBlind, lambda: buying.received(town, order, "137"))
    press(town.keeper, f"{at}count/", **{"delivered-1": "131"})
    count = order.counts.get()
    refused(errors.CountedBlind, lambda: buying.accepted(town, count, "131", by=town.keeper))
    shown = page(town.buyer, at)
    assert 'value="131"' in shown
    press(town.buyer, f"{at}accept/", count=str(count.pk), **{"accepted-1": "131", "rejected-1": "0"})
    assert on_hand(town) == 50 + 131 * 24


def test_more_than_ordered_is_counted_and_not_accepted(town: Market) -> None:
    buying.policy(town, blind_receiving=True)
    order = buying.confirmed(town)
    count = buying.counted(town, order, "104")
    refused(errors.TooMuchDelivered, lambda: buying.accepted(town, count, "104"))
    buying.accepted(town, count, "100", rejected=["4"])
    assert (on_hand(town), Refused.objects.get().of.rejected) == (50 + 100 * 24, 4)
    assert differences() == []


def test_refused_goods_lie_aside_until_they_are_sent_back_or_thrown_away(town: Market) -> None:
    order = buying.confirmed(town, apples="10")
    buying.received(town, order, "97", "9", rejected=["3", "1"])
    cases, apples = Refused.objects.order_by("of__line__position")
    assert (cases.status, on_hand(town)) == ("held", 50 + 97 * 24)
    assert "broken" in page(town.keeper, "/shop/purchases/aside/")
    at = f"/purchases/{order.pk}/"
    said = {"order_id": order.pk, "refused_id": cases.pk, "by": actor(town.keeper), "at": MORNING}
    refused(errors.MoreThanAside, lambda: actions.decide_refused(**said, decision="scrapped", quantity=D(4), key="1"))
    refused(errors.NotWhole, lambda: actions.decide_refused(**said, decision="scrapped", quantity=D("0.5"), key="2"))
    refused(errors.BadTerms, lambda: actions.decide_refused(**said, decision="scrapped", quantity=D(0), key="3"))
    refused(errors.BadTerms, lambda: actions.decide_refused(**said, decision="sold", key="4"))
    press(town.keeper, f"{at}refused/", refused=str(cases.pk), decision="scrapped", quantity="1")
    cases.refresh_from_db()
    assert (cases.status, cases.quantity, differences()) == ("held", 2, [])
    assert "1 已报废" in page(town.keeper, at)
    api = Api(town.keeper)
    part = {"decision": "scrapped", "quantity": "0.4"}
    answers = [api.post(f"purchase-orders/{order.pk}/refused/{apples.pk}", part, key="part") for _time in range(2)]
    assert {(one.status_code, one.json()["status"], one.json()["quantity"]) for one in answers} == {(200, "scrapped", "0.400")}
    for left in (cases, apples):
        actions.decide_refused(**{**said, "refused_id": left.pk}, decision="sent_back", key=str(left.pk))
    parts = Refused.objects.order_by("of__line__position", "quantity").values_list("status", "quantity")
    assert list(parts) == [("scrapped", 1), ("sent_back", 2), ("scrapped", D("0.4")), ("sent_back", D("0.6"))]
    assert Notice.objects.filter(party_id=town.supplier.party_id, kind__startswith="refused_").count() == 4
    refused(errors.RefusedMoved, lambda: actions.decide_refused(**said, decision="scrapped", key="5"))
    refused(errors.NothingLeft, lambda: actions.decide_refused(**{**said, "refused_id": uuid4()}, decision="scrapped", key="6"))
    assert on_hand(town) == 50 + 97 * 24
    assert differences() == []


def test_a_reversed_receipt_leaves_nothing_refused(town: Market) -> None:
    order = buying.confirmed(town)
    receipt = buying.received(town, order, "97", rejected=["3"])
    actions.reverse_receipt(order_id=order.pk, receipt_id=receipt.pk, reason="wrong", key="r", by=actor(town.manager), at=MORNING)
    assert Refused.objects.get().status == "reversed"
    buying.received(town, order, "98", rejected=["2"])
    assert [one.status for one in Refused.objects.order_by("of")] == ["reversed", "held"]
    assert differences() == []


def test_a_program_counts_and_accepts_with_labels(town: Market) -> None:
    order = buying.confirmed(town)
    at = f"purchase-orders/{order.pk}/counts"
    made = Api(town.keeper).post(at, {"lines": [{"position": 1, "quantity": "40"}]})
    assert (made.status_code, made.json()["status"]) == (201, "waiting")
    lines = [{"position": 1, "accepted": "39", "rejected": "1", "why": "wet", "batch": "L7", "expires_on": "2026-12-01"}]
    answer = Api(town.buyer).post(f"{at}/{made.json()['id']}/acceptance", {"lines": lines})
    assert answer.status_code == 201
    told = Api(town.buyer).get(f"purchase-orders/{order.pk}").json()
    assert ([one["status"] for one in told["counts"]], [one["status"] for one in told["refused"]]) == (["accepted"], ["held"])
    row = Receipt.objects.get().lines.get()
    assert (row.batch, f"{row.expires_on}") == ("L7", "2026-12-01")
