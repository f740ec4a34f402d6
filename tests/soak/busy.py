"""A pytest plugin: how long everybody on the street is busy, and in which lot."""

from __future__ import annotations

import pytest


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--busy-seconds", type=int, default=60, help="how long")
    parser.addoption("--busy-seed", type=int, default=7, help="which lot")
