"""Habits that the house does without."""

from __future__ import annotations

import ast
from collections import Counter
from pathlib import Path

from tests.architecture import tree

BANNED_FILES = {"utils", "helpers", "services", "managers", "common", "base", "util", "helper", "service", "manager", "misc"}


def test_every_file_has_a_name_that_says_what_is_in_it() -> None:
    parts = {tree.name_of(path): {path.stem, *path.relative_to(tree.ROOT).parts[:-1]} for path in tree.sources()}
    assert [name for name, words in parts.items() if words & BANNED_FILES] == []


def test_no_save_is_overridden() -> None:
    found = [
        f"{tree.name_of(path)}:{node.lineno}"
        for path, node in tree.classes()
        for member in node.body
        if isinstance(member, ast.FunctionDef) and member.name == "save"
    ]
    assert found == []


def test_no_model_has_a_default_order() -> None:
    found = [
        f"{tree.name_of(path)}:{member.lineno}"
        for path, node in tree.classes()
        if node.name == "Meta" and path.stem != "api"
        for member in node.body
        if isinstance(member, ast.Assign) and any(isinstance(target, ast.Name) and target.id == "ordering" for target in member.targets)
    ]
    assert found == []


def test_imports_stand_at_the_top_except_in_ready() -> None:
    found = [
        f"{tree.name_of(path)}:{inside.lineno} in {node.name}()"
        for path, node in tree.functions()
        if not (path.name == "apps.py" and node.name == "ready")
        for inside in ast.walk(node)
        if isinstance(inside, (ast.Import, ast.ImportFrom))
    ]
    assert sorted(set(found)) == []


def test_nobody_listens_to_django_signals_of_rows() -> None:
    found = [
        f"{tree.name_of(path)}:{line}"
        for path in tree.sources()
        for line, module in tree.imported(path)
        if module.startswith("django.db.models.signals")
    ]
    assert found == []


def test_only_the_edges_ask_what_time_it_is() -> None:
    edges = {"views", "tasks", "api", "live", "clock", "consumers", "adapter", "problems", "middleware", "context", "views_demo"}
    found = [
        f"{tree.name_of(path)}:{node.lineno}"
        for path in tree.sources()
        if path.stem not in edges and "commands" not in path.parts and not _is_edge_folder(path, edges)
        for node in ast.walk(tree.tree_of(path))
        if isinstance(node, ast.Call) and ast.unparse(node.func) in {"clock.now", "timezone.now", "datetime.now", "datetime.utcnow", "date.today"}
    ]
    assert found == []


def _is_edge_folder(path: Path, edges: set[str]) -> bool:
    return any(part in edges for part in path.parts)


def test_no_two_shapes_of_the_api_share_a_name() -> None:
    """The description of the API knows a shape by its class's name: of two the later would stand for both."""
    shapes = [(node.name, tree.name_of(path)) for path, node in tree.classes() if node.name.endswith(("Input", "Output"))]
    named = Counter(name for name, _path in shapes)
    assert [shape for shape in shapes if named[shape[0]] > 1] == []
