"""A pytest plugin: the files in an order drawn by ``--lot``, the tests of a file as they stand."""

from __future__ import annotations

import random

import pytest


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--lot", type=int, default=0, help="the same lot draws the same order")


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Last of all: pytest-django would put the tests that need no database of their own together."""
    files = sorted({item.path for item in items})
    random.Random(config.getoption("lot")).shuffle(files)
    place = {file: number for number, file in enumerate(files)}
    items.sort(key=lambda item: place[item.path])
