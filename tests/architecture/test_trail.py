"""Who reads the trail finds what stood before: an act that puts something in the place of something says what it was."""

from __future__ import annotations

import ast
import re

from tests.architecture import tree

REPLACES = re.compile(r"\.update_or_create\(|\.delete\(\)")
WRITES = ("record", "Note")
# What somebody has erased is not kept where it was erased.
ERASES = {"forget", "forget_address"}


def test_what_replaces_something_says_what_stood_before() -> None:
    found = [
        f"{tree.name_of(path)}:{call.lineno} in {node.name}()"
        for path, node in tree.functions()
        if node.name not in ERASES and REPLACES.search(ast.unparse(node))
        for call in ast.walk(node)
        if isinstance(call, ast.Call) and ast.unparse(call.func) in WRITES and "before" not in {keyword.arg for keyword in call.keywords}
    ]
    assert found == []
