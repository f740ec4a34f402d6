"""A pytest plugin: each test chosen runs ``--again`` times."""

from __future__ import annotations

import pytest


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--again", type=int, default=1, help="how often each test runs")


@pytest.fixture
def once_more(request: pytest.FixtureRequest) -> int:
    return int(request.param)


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    metafunc.fixturenames.append("once_more")
    metafunc.parametrize("once_more", range(1, metafunc.config.getoption("again") + 1), indirect=True)
