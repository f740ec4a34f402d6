"""Files and functions stay small enough to be read."""

from __future__ import annotations

from tests.architecture import tree

LONGEST_FILE, LONGEST_FUNCTION = 300, 40


def test_no_file_outgrows_its_budget() -> None:
    lengths = {tree.name_of(path): len(path.read_text(encoding="utf-8").splitlines()) for path in tree.sources()}
    assert {name: length for name, length in lengths.items() if length > LONGEST_FILE} == {}


def test_most_files_are_well_under_their_budget() -> None:
    lengths = [len(path.read_text(encoding="utf-8").splitlines()) for path in tree.sources()]
    assert sum(length <= 200 for length in lengths) >= 0.95 * len(lengths)


def test_no_function_outgrows_its_budget() -> None:
    lengths = {f"{tree.name_of(path)}:{node.name}": (node.end_lineno or 0) - node.lineno + 1 for path, node in tree.functions()}
    assert {name: length for name, length in lengths.items() if length > LONGEST_FUNCTION} == {}


def test_most_functions_are_well_under_their_budget() -> None:
    lengths = [(node.end_lineno or 0) - node.lineno + 1 for _, node in tree.functions()]
    assert sum(length < 26 for length in lengths) >= 0.95 * len(lengths)
