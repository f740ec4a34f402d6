"""A pytest plugin: how many random histories the business circle's machine draws."""

from __future__ import annotations

import pytest


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--histories", type=int, default=200, help="how many")
