"""Each constraint of vouchers, broken once."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from uuid import uuid4

import pytest
import time_machine
from django.db import IntegrityError, transaction

from merchants.vouchers.models import Product, Redemption, Voucher
from tests.cast import MORNING, Corner
from tests.merchants.vouchers.test_vouchers import bought, redeem

pytestmark = pytest.mark.django_db
YUAN = {"amount": "5.00", "currency": "CNY"}


@pytest.fixture
def town(corner: Corner) -> Iterator[Corner]:
    with time_machine.travel(MORNING, tick=False):
        yield corner


BROKEN = [
    (Product, {"name": ""}, "voucher_product_has_a_name"),
    (Product, {"uses": 0}, "a_voucher_is_of_one_use_or_more"),
    (Product, {"price_minor": 2}, "each_use_of_a_voucher_costs_something"),
    (Product, {"valid_days": 0}, "a_voucher_is_good_for_three_years_at_most"),
    (Product, {"status": "lost"}, "voucher_product_has_a_known_status"),
    (Voucher, {"last4": "abc"}, "last_four_are_four"),
    (Voucher, {"remaining": 4}, "no_more_is_left_of_a_voucher_than_it_had"),
    (Voucher, {"released_minor": 10**6}, "no_more_leaves_custody_than_was_paid"),
    (Voucher, {"status": "lost"}, "voucher_has_a_known_status"),
    (Voucher, {"payment_id": None}, "a_voucher_is_issued_once_it_is_paid"),
    (Voucher, {"status": "redeemed"}, "a_used_up_voucher_is_all_released"),
    (Voucher, {"status": "expired"}, "an_ended_voucher_leaves_nothing_in_custody"),
    (Redemption, {"amount_minor": 0}, "redemption_is_of_something"),
    (Redemption, {"refund_id": uuid4()}, "only_an_undone_use_goes_back_into_custody"),
    (Redemption, {"taken_at": MORNING}, "only_a_signed_code_is_taken_without_a_network"),
    (Redemption, {"undone_at": MORNING - timedelta(days=1)}, "a_use_is_undone_after_it_was"),
]


def test_the_database_refuses_what_no_verb_does(town: Corner) -> None:
    voucher, code = bought(town)
    used = redeem(town, code)
    for model, change, constraint in BROKEN:
        with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
            model.objects.update(**change)
    copied = {"voucher": voucher, "amount_minor": 1, "shop": town.shop, "by": town.owner, "at": MORNING}
    with pytest.raises(IntegrityError, match="each_use_of_a_voucher_is_taken_once"), transaction.atomic():
        Redemption.objects.create(**copied, number=1, order_id=uuid4())
    with pytest.raises(IntegrityError, match="an_order_is_one_use_of_a_voucher"), transaction.atomic():
        Redemption.objects.create(**copied, number=2, order_id=used.order_id)
    Redemption.objects.update(shown_at=MORNING)
    with pytest.raises(IntegrityError, match="a_code_on_a_screen_takes_one_use"), transaction.atomic():
        Redemption.objects.create(**copied, number=2, order_id=uuid4(), shown_at=MORNING)
    with pytest.raises(IntegrityError, match="a_use_is_paid_once"), transaction.atomic():
        for number in (2, 3):
            Redemption.objects.create(**copied, number=number, order_id=uuid4(), payment_id=voucher.pk)
    with pytest.raises(IntegrityError, match="a_use_goes_back_into_custody_once"), transaction.atomic():
        for number in (2, 3):
            Redemption.objects.create(**copied, number=number, order_id=uuid4(), undone_at=MORNING, undone_by=town.owner, refund_id=used.pk)
    twin = Voucher.objects.get(pk=voucher.pk)
    twin.pk = uuid4()
    with pytest.raises(IntegrityError, match="a_voucher_code_is_given_once"), transaction.atomic():
        twin.save(force_insert=True)
