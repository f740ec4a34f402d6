"""What the Makefile hands on: ``make test ARGS="-n 2 …"``."""

from __future__ import annotations

import pytest

from ecosystem.stack.__main__ import _command, _parser


@pytest.mark.parametrize(
    ("words", "command"),
    [
        (["test", "--"], []),
        (["test", "--", "-n", "2", "tests/merchants"], ["-n", "2", "tests/merchants"]),
        (["test", "--", "-k", "a or b", "--", "tests"], ["-k", "a or b", "--", "tests"]),
        (["test", "tests/merchants", "-q"], ["tests/merchants", "-q"]),
        (["run", "--fast", "--", "python", "-m", "pytest"], ["python", "-m", "pytest"]),
    ],
)
def test_a_command_may_start_with_an_option(words: list[str], command: list[str]) -> None:
    assert _command(_parser().parse_args(words)) == command
