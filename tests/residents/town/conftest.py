"""The whole town, read once for all that is lived or loaded of it."""

from __future__ import annotations

from datetime import date

import pytest

from ecosystem.demo.public import Town, read_town

ENDS_ON = date(2026, 11, 22)


@pytest.fixture(scope="session")
def whole() -> Town:
    return read_town(ends_on=ENDS_ON)
