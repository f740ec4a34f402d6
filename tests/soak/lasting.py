"""A pytest plugin: how long the random town trades, by ``--seconds``; without it, as long as every day allows."""

from __future__ import annotations

import pytest


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--seconds", type=int, default=5, help="how long the random town trades")
