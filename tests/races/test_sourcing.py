"""Awards, revisions and the clock, all at once. Real threads, real commits."""

from __future__ import annotations

from functools import partial

import pytest

from merchants.procurement.models import Order
from merchants.sourcing import actions
from merchants.sourcing.models import Rfq
from tests import asking
from tests.asking import IN_TWO_DAYS, Bazaar
from tests.cast import MORNING, actor
from tests.together import at_once, kinds, neck_and_neck
from tests.trading import differences

pytestmark = pytest.mark.race


@pytest.fixture
def at(committed: str) -> Bazaar:
    return asking.bazaar()


def test_two_awards_at_once_order_once(at: Bazaar) -> None:
    rfq = asking.asked(at)
    asking.three_quotes(at, rfq)
    split, soonest = asking.plan(rfq), asking.plan(rfq, "soonest")
    acts = [partial(asking.awarded, at, rfq, one, by=who) for one in (split, soonest) for who in (at.town.owner, at.town.manager)]
    assert kinds(at_once(*acts)) == {"Rfq": 1, "RfqMoved": 3}
    assert Order.objects.count() in (1, 2)
    assert differences() == []


@pytest.mark.parametrize("turn", [1, -1])
def test_an_award_takes_the_price_that_was_seen_or_nothing(at: Bazaar, turn: int) -> None:
    rfq = asking.asked(at)
    asking.three_quotes(at, rfq)
    best = asking.plan(rfq)
    award, dearer = partial(asking.awarded, at, rfq, best), partial(asking.quoted, at, rfq, at.town.supplier, 9_999, 9_999)
    answers = neck_and_neck(*[award, dearer][::turn])
    orders = sorted(Order.objects.values_list("total_minor", flat=True))
    assert (kinds(answers), orders) in (
        ({"Rfq": 1, "RfqMoved": 1}, [6_400, 70_000]),
        ({"Quotation": 1, "QuoteMoved": 1}, []),
    )
    assert differences() == []


def test_a_quote_is_in_time_or_it_has_expired_never_both(at: Bazaar) -> None:
    rfq = asking.asked(at, suppliers=[at.town.supplier])
    expire = partial(actions.expire_rfq, rfq_id=rfq.pk, at=IN_TWO_DAYS)
    answers = at_once(partial(asking.quoted, at, rfq, at.town.supplier, 7_000), expire)
    rfq.refresh_from_db()
    quotation = asking.quotation(rfq, at.town.supplier)
    if kinds(answers)["Quotation"]:
        assert (rfq.status, quotation.status, quotation.number) == ("quoted", "submitted", 1)
    else:
        assert (rfq.status, quotation.status, quotation.number) == ("expired", "expired", 0)
    assert differences() == []


def test_versions_at_once_follow_each_other(at: Bazaar) -> None:
    rfq = asking.asked(at, suppliers=[at.town.supplier])
    acts = [partial(asking.quoted, at, rfq, at.town.supplier, price, seen=0) for price in (7_000, 7_100, 7_200, 7_300)]
    assert kinds(at_once(*acts)) == {"Quotation": 1, "QuoteMoved": 3}
    assert asking.quotation(rfq, at.town.supplier).versions.count() == 1


@pytest.mark.parametrize("turn", [1, -1])
def test_a_request_is_called_off_or_awarded(at: Bazaar, turn: int) -> None:
    rfq = asking.asked(at)
    asking.three_quotes(at, rfq)
    cancel = partial(actions.cancel_rfq, rfq_id=rfq.pk, reason="", by=actor(at.town.owner), at=MORNING)
    award = partial(asking.awarded, at, rfq, asking.plan(rfq))  # compared before, as a person does: a request called off has no plan
    assert kinds(neck_and_neck(*[award, cancel][::turn])) == {"Rfq": 1, "RfqMoved": 1}
    assert (Rfq.objects.get().status == "awarded") == Order.objects.exists()
    assert differences() == []
