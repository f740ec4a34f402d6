"""Everybody on the street does something at random for a while: nothing but refusals, and books that agree. Real threads, real commits."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from ecosystem import ports
from tests import busy, busy_bank
from tests.trading import SLOW_BANK, SlowBank, differences

pytestmark = pytest.mark.race
WORKERS = 8
# So many that everything has happened at least once: a machine that others use as well does fewer in a minute.
MANY = 4_000


@pytest.fixture
def street(committed: str) -> Iterator[busy_bank.Street]:
    ports.payment_methods.join(SLOW_BANK, SlowBank())
    yield busy_bank.Street()
    ports.payment_methods.leave(SLOW_BANK)


def test_whatever_everybody_does_the_books_agree(street: busy_bank.Street, request: pytest.FixtureRequest) -> None:
    seconds, seed = request.config.getoption("--busy-seconds", 6), request.config.getoption("--busy-seed", 7)
    told = busy.trade(street, seconds=seconds, workers=WORKERS, seed=seed)
    print("\n".join(told.lines()))
    assert not told.faults, "\n".join(told.faults)
    assert differences() == []
    assert told.acts() < MANY or told.never() == []
