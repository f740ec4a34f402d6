"""The last to confirm against the closing, and everybody at once. Real threads, real commits."""

from __future__ import annotations

from functools import partial

import pytest

from ecosystem.ledger.public import deposit_of, free_of
from merchants.pools.actions import close_pool
from merchants.pools.models import Member, Pool
from merchants.procurement.models import Order
from tests import pooling
from tests.pooling import CLOSES, MONEY, Street
from tests.together import at_once, kinds
from tests.trading import differences

pytestmark = pytest.mark.race


@pytest.fixture
def at(committed: str) -> Street:
    return pooling.street()


@pytest.mark.parametrize("round_", range(3))
def test_the_last_to_confirm_is_in_the_order_or_out_of_it_never_between(at: Street, round_: int) -> None:
    pool, last = pooling.opened(at), at.neighbours[0]
    pooling.joined(pool, last, "10")
    confirm, close = partial(pooling.confirmed, pool, last), partial(close_pool, pool_id=pool.pk, at=CLOSES)
    at_once(*([confirm, close] if round_ % 2 else [close, confirm]))
    pool.refresh_from_db()
    member = Member.objects.get(pool=pool, shop=last[1])
    told = (pool.status, member.status, member.deposit, Order.objects.count(), free_of(deposit_of(last[1].party_id)))
    assert told in (("ordered", "ordered", "held", 2, MONEY - 14_000), ("failed", "failed", "none", 0, MONEY))
    assert differences() == []


def test_a_pool_is_closed_once_whoever_sweeps(at: Street) -> None:
    pool = pooling.opened(at, "30")
    answers = at_once(*[partial(close_pool, pool_id=pool.pk, at=CLOSES) for _ in range(5)])
    assert kinds(answers) == {"Pool": 1, "NoneType": 4}
    assert Order.objects.count() == 1
    assert differences() == []


def test_everybody_at_once_counts_everybody_once(at: Street) -> None:
    pool = pooling.opened(at)
    for who in at.neighbours:
        pooling.joined(pool, who)
    acts = [partial(pooling.confirmed, pool, who) for who in at.neighbours for _ in range(3)]
    assert kinds(at_once(*acts)) == {"Member": 2, "MemberMoved": 4}
    assert Pool.objects.get().confirmed == 60
    answers = at_once(*[partial(pooling.out, pool, at.neighbours[0]) for _ in range(3)])
    assert kinds(answers) == {"Member": 1, "MemberMoved": 2}
    assert Pool.objects.get().confirmed == 40
    assert differences() == []
