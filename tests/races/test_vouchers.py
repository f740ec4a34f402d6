"""One voucher at two counters, and a refund that meets a use, with a network and without. Real threads, real commits."""

from __future__ import annotations

from datetime import timedelta
from functools import partial
from uuid import uuid4

import pytest

from ecosystem.kernel.ids import uuid7
from ecosystem.ledger.public import balance_of, custody_of
from merchants.till.actions import redeem_voucher, replay_use
from merchants.till.models import Todo
from merchants.till.rules import Taken
from merchants.vouchers.actions import refund_voucher
from merchants.vouchers.models import Redemption, Voucher
from merchants.vouchers.public import token_of
from tests import cast
from tests.cast import MORNING, Corner, actor
from tests.merchants.vouchers.test_vouchers import bought, product
from tests.together import at_once, kinds, neck_and_neck
from tests.trading import differences

pytestmark = pytest.mark.race
LATER = MORNING + timedelta(hours=1)


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


@pytest.mark.parametrize("same", [True, False])
def test_two_tills_send_the_last_use_that_both_took_and_one_is_listed(town: Corner, same: bool) -> None:
    """By one code that both scanned, of which the voucher has uses enough; or by two codes, of a voucher that has one."""
    voucher, _code = bought(town, product(town, uses=3 if same else 1))
    shown = [token_of(voucher, MORNING - timedelta(seconds=0 if same else till)) for till in range(2)]
    sends = [partial(replay_use, shop_id=town.shop.pk, taken=Taken(uuid7(), one, MORNING), by=actor(town.owner), at=LATER) for one in shown]
    assert kinds(neck_and_neck(*sends)) == {"Redemption": 1, "Todo": 1}
    assert Todo.objects.get().code == ("voucher_token_taken" if same else "voucher_over")
    assert (Redemption.objects.count(), differences()) == (1, [])


def test_a_use_that_is_sent_as_the_rest_goes_back_is_taken_or_listed(town: Corner) -> None:
    of = product(town, uses=2, price_minor=1_000)
    for turn in (1, -1):
        voucher, _code = bought(town, of)
        use = Taken(uuid7(), token_of(voucher, MORNING), MORNING)
        acts = [
            partial(replay_use, shop_id=town.shop.pk, taken=use, by=actor(town.owner), at=LATER),
            partial(refund_voucher, voucher_id=voucher.pk, key=uuid4().hex, by=actor(town.resident), at=LATER),
        ]
        answers = neck_and_neck(*acts[::turn])
        voucher.refresh_from_db()
        assert (kinds(answers).get("Todo", 0), voucher.released_minor, voucher.refunded_minor) in {(0, 500, 500), (1, 0, 1_000)}
        assert differences() == []
