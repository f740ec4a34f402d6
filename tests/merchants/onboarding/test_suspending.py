"""A stopped shop takes no new orders; what is open is finished, and money goes its way unless it is held."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest
from django.db import transaction

from ecosystem.ledger.public import available_of, balance_of, deposit_of
from merchants.onboarding import actions
from merchants.onboarding.models import Document, MerchantFile, Submission, Suspension
from merchants.orders.errors import SellingSuspended
from merchants.orders.public import Wanted, mark_ready
from merchants.payouts.errors import FundsHeld
from merchants.payouts.public import pay_out, pay_out_by_schedule
from merchants.shops.public import hold_funds, lift_suspension, nearby_shops, suspend_selling
from merchants.till.actions import ring_up
from tests import cast, counter
from tests.cast import BANK, MORNING, STREET, Corner, actor
from tests.merchants.onboarding.cast import DAY, desk
from tests.trading import Api, check_out, differences, hand_over, order_in, put, standing

pytestmark = pytest.mark.django_db


@pytest.fixture
def town(settings: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Corner]:
    settings.STATE_DIR = tmp_path_factory.mktemp("state")
    yield cast.corner()


def approved_file(town: Corner) -> MerchantFile:
    """The corner's own file, as the desk would have made it active."""
    who = desk()
    return MerchantFile.objects.create(
        founder=town.owner,
        party_id=town.shop.party_id,
        legal_form="sole_trader",
        trade="grocery",
        status="active",
        opened_at=MORNING,
        moved_at=MORNING,
        recommended_by=who.maker.pk,
        recommended_at=MORNING,
        approved_by=who.checker.pk,
        approved_at=MORNING,
    )


def test_no_new_orders_by_any_door_and_everything_open_is_finished(town: Corner) -> None:
    ready = order_in("accepted", town)
    file, operator = approved_file(town), actor(cast.banker("operator"))
    put(town.resident, town.milk)
    shift = counter.shift(town)
    actions.suspend_merchant(file_id=file.pk, reason="Under investigation.", hold_until=None, by=operator, at=MORNING)
    before = standing()
    with pytest.raises(SellingSuspended):
        check_out(town.resident)
    with pytest.raises(SellingSuspended):
        ring_up(shop_id=town.shop.pk, wanted=[Wanted(town.milk.pk, Decimal(1), 500)], key="k", by=actor(town.owner), at=MORNING)
    assert Api(town.resident).check_out().json()["code"] == "selling_suspended"
    assert standing() == before
    # Cash in the shop's own drawer is the shop's own business; the bank only keeps the notebook.
    counter.sold(town, counter.line(town.milk))
    assert shift.closed_at is None
    mark_ready(order_id=ready.pk, by=actor(town.owner), at=MORNING)
    hand_over(order_id=ready.pk, key=uuid4().hex, by=actor(town.owner), at=MORNING)
    payout = pay_out(shop_id=town.shop.pk, key=uuid4().hex, by=actor(town.owner), at=MORNING)
    assert payout.net_minor > 0
    actions.resume_merchant(file_id=file.pk, by=operator, at=MORNING)
    check_out(town.resident)
    assert differences() == []


def test_an_order_that_waits_for_its_money_can_still_be_paid(town: Corner) -> None:
    sale = ring_up(shop_id=town.shop.pk, wanted=[Wanted(town.milk.pk, Decimal(1), 500)], key="k", by=actor(town.owner), at=MORNING)
    file = approved_file(town)
    actions.suspend_merchant(file_id=file.pk, reason="x", hold_until=None, by=actor(cast.banker("operator")), at=MORNING)
    answer = Api(town.resident).post(f"orders/{sale.pk}/pay")
    # The clock of an endpoint is today's, far beyond the sale's own time: only its state may refuse it, never the stop.
    assert answer.status_code == 200 or answer.json()["code"] == "order_moved_on"


def test_money_is_held_for_a_reason_until_a_day_and_paid_then(town: Corner) -> None:
    order_in("completed", town)
    file, operator = approved_file(town), actor(cast.banker("operator"))
    until = MORNING + 10 * DAY
    actions.suspend_merchant(file_id=file.pk, reason="Disputed deliveries.", hold_until=until, by=operator, at=MORNING)
    before = standing()
    with pytest.raises(FundsHeld) as refusal:
        pay_out(shop_id=town.shop.pk, key="k", by=actor(town.owner), at=MORNING)
    assert "Disputed deliveries." in refusal.value.explain()
    assert pay_out_by_schedule(shop_id=town.shop.pk, at=until - timedelta(seconds=1)) is None
    assert standing() == before
    waiting = balance_of(available_of(town.shop.party_id))
    assert waiting > 0
    assert pay_out_by_schedule(shop_id=town.shop.pk, at=until) is not None
    assert balance_of(deposit_of(town.shop.party_id)) == waiting
    assert differences() == []


def test_residents_see_that_it_takes_no_orders(town: Corner) -> None:
    with transaction.atomic():
        assert suspend_selling(party_id=town.shop.party_id, why="bank", by=BANK, at=MORNING) == 1
        assert suspend_selling(party_id=town.shop.party_id, why="bank", by=BANK, at=MORNING) == 0

    def found(**more: Any) -> dict[Any, bool]:
        rows = nearby_shops(lat=STREET[0], lng=STREET[1], radius_m=3000, limit=10, **more).shops
        return {row.shop.id: row.shop.takes_orders for row in rows}

    assert found() == {town.shop.pk: False, town.rival_shop.pk: True}
    assert found(open_at=MORNING) == {town.rival_shop.pk: True}
    assert "Takes no orders now" in Api().client.get(f"/s/{town.shop.pk}/", headers={"accept-language": "en"}).content.decode()
    with transaction.atomic():
        lift_suspension(party_id=town.shop.party_id, by=BANK, at=MORNING)
    assert found(open_at=MORNING) == {town.shop.pk: True, town.rival_shop.pk: True}


def test_the_books_say_when_shops_and_causes_do_not_agree(town: Corner) -> None:
    file = approved_file(town)
    assert differences() == []
    with transaction.atomic():
        suspend_selling(party_id=town.shop.party_id, why="bank", by=BANK, at=MORNING)
        hold_funds(party_id=town.shop.party_id, why="x", until=MORNING + DAY, by=BANK, at=MORNING)
    assert {name for name, _rows in differences()} == {"a suspended shop has a cause in its file", "money is held only while a suspension says so"}
    Suspension.objects.create(file=file, cause="bank", reason="x", hold_until=MORNING + DAY, began_at=MORNING, began_by="person/x")
    assert {name for name, _rows in differences()} == {"a file is suspended as long as a cause stands"}
    town.shop.__class__.objects.update(suspended_at=None, suspended_for="", opened_on=(MORNING - DAY).date())
    assert {name for name, _rows in differences()} == {
        "a cause that stands stops every shop that was there",
        "a file is suspended as long as a cause stands",
    }
    assert (Submission.objects.count(), Document.objects.count()) == (0, 0)
