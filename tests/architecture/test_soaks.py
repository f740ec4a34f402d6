"""What a soak names is there: nobody runs one every day, and would find out too late."""

from __future__ import annotations

import re

from tests import soak
from tests.databases import ROOT

AGAIN = re.search(r'metafunc\.parametrize\("(\w+)"', (ROOT / "tests/soak/again.py").read_text())


def test_every_file_and_test_that_a_soak_names_is_there() -> None:
    for named in (*soak.RACES, *soak.CRASH, *soak.TIES, soak.REPLAY, *soak.WHOLESALE):
        path, _, test = named.partition("::")
        assert (ROOT / path).exists(), named
        assert not test or f"def {test}(" in (ROOT / path).read_text(), named


def test_no_test_has_a_parameter_of_the_name_by_which_tests_run_again() -> None:
    assert AGAIN
    taken = re.compile(rf'parametrize\(\(?"(?:[\w, ]*\b)?{AGAIN[1]}\b')
    assert not [file for file in (ROOT / "tests").rglob("test_*.py") if taken.search(file.read_text())]
