"""A pytest plugin: how many decisions are stored and then decided again."""

from __future__ import annotations

import pytest


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--decisions", type=int, default=10_000, help="how many")
