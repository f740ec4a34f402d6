"""Every verb of the business circle called by eight people at once, as chance has it. Real threads, real commits."""

from __future__ import annotations

from datetime import timedelta

import pytest

from ecosystem.ledger.public import expire_holds
from ecosystem.payments import actions as payments
from ecosystem.payments.models import Disbursement, Payment
from merchants.aftersale import actions as aftersale
from merchants.aftersale.queries import due
from merchants.orders.public import Order, close_unpaid
from merchants.pools.models import Pool
from merchants.pools.tasks import settle_due
from merchants.procurement.tasks import pay_due
from merchants.promotions import actions as promotions
from merchants.sourcing.tasks import expire_due
from merchants.vouchers.actions import expire_vouchers, refund_suspended
from merchants.vouchers.queries import stopped_with_vouchers
from tests.cast import MORNING
from tests.soak.business.run import at_once, said
from tests.soak.business.town import built
from tests.trading import differences

pytestmark = pytest.mark.race
MUCH_LATER = MORNING + timedelta(days=60)


def sweep() -> None:
    """All that the clock would have done in two months."""
    close_unpaid(at=MUCH_LATER, most=10_000)
    settle_due(at=MUCH_LATER)
    pay_due(at=MUCH_LATER)
    expire_due(at=MUCH_LATER)
    expire_vouchers(at=MUCH_LATER, most=10_000)
    for shop_id in stopped_with_vouchers():
        refund_suspended(shop_id=shop_id, at=MUCH_LATER, most=10_000)
    promotions.expire_coupons(at=MUCH_LATER, most=10_000)
    expire_holds(at=MUCH_LATER)
    while cases := due(MUCH_LATER):
        for case_id in cases:
            aftersale.time_out(case_id=case_id, at=MUCH_LATER)
    waiting, given = payments.on_their_way(at=MUCH_LATER)
    for one in waiting:
        payments.send(disbursement_id=one, at=MUCH_LATER)
    for one in given:
        payments.ask(disbursement_id=one, at=MUCH_LATER)


def test_whatever_eight_people_do_at_once_the_books_agree(committed: str, request: pytest.FixtureRequest) -> None:
    seconds = request.config.getoption("--seconds", 5)
    tally = at_once(built(), seed=seconds, seconds=seconds)
    said(tally)
    assert tally.faults == []
    assert differences() == []
    sweep()
    assert differences() == []
    assert not Order.objects.filter(status="pending_payment").exists()
    assert not Pool.objects.filter(status="open").exists()
    assert not Payment.objects.filter(status="pending").exists()
    assert not Disbursement.objects.filter(status="waiting").exists()
    # What a minute must reach, five seconds need not.
    if seconds >= 60:
        assert tally.never == []
