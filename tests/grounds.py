"""The towns that many files begin with, made once a file: each test gets its own copy, and what it does to the rows is rolled back."""

from __future__ import annotations

from copy import deepcopy

import pytest

from tests import buying, cast
from tests.buying import Market
from tests.cast import Corner


@pytest.fixture(scope="module")
def _corner_of_the_file(common_ground: None) -> Corner:
    return cast.corner()


@pytest.fixture
def corner(_corner_of_the_file: Corner) -> Corner:
    return deepcopy(_corner_of_the_file)


@pytest.fixture(scope="module")
def _market_of_the_file(common_ground: None) -> Market:
    return buying.market()


@pytest.fixture
def market(_market_of_the_file: Market) -> Market:
    return deepcopy(_market_of_the_file)
