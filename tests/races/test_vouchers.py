"""One voucher at two counters, and a refund that meets a use. Real threads, real commits."""

from __future__ import annotations

from functools import partial
from uuid import uuid4

import pytest

from ecosystem.ledger.public import balance_of, custody_of
from merchants.till.actions import redeem_voucher
from merchants.vouchers.actions import refund_voucher
from merchants.vouchers.models import Redemption, Voucher
from tests import cast
from tests.cast import MORNING, Corner, actor
from tests.merchants.vouchers.test_vouchers import bought, product
from tests.together import at_once, kinds
from tests.trading import differences

pytestmark = pytest.mark.race


@pytest.fixture
def town(committed: str) -> Corner:
    return cast.corner()


def test_two_clerks_redeem_the_last_use_once(town: Corner) -> None:
    _voucher, code = bought(town, product(town, uses=1, price_minor=500))
    clerks = [cast.clerk(town.shop, f"clerk{number}") for number in range(6)]
    acts = [partial(redeem_voucher, shop_id=town.shop.pk, shown=code, key=uuid4().hex, by=actor(clerk), at=MORNING) for clerk in clerks]
    assert kinds(at_once(*acts)) == {"Redemption": 1, "VoucherOver": 5}
    assert (Redemption.objects.count(), balance_of(custody_of(town.shop.party_id))) == (1, 0)
    assert differences() == []


def test_a_refund_and_uses_share_the_price_between_them(town: Corner) -> None:
    of = product(town, uses=10, price_minor=1_003)
    for _round in range(3):
        voucher, code = bought(town, of)
        uses = [partial(redeem_voucher, shop_id=town.shop.pk, shown=code, key=uuid4().hex, by=actor(town.owner), at=MORNING) for _ in range(3)]
        refund = partial(refund_voucher, voucher_id=voucher.pk, key=uuid4().hex, by=actor(town.resident), at=MORNING)
        answers = at_once(uses[0], refund, *uses[1:])
        assert set(kinds(answers)) <= {"Redemption", "Voucher", "VoucherOver"}
        voucher = Voucher.objects.get(pk=voucher.pk)
        assert voucher.status == "refunded"
        assert voucher.released_minor + voucher.refunded_minor == 1_003
    assert balance_of(custody_of(town.shop.party_id)) == 0
    assert differences() == []
