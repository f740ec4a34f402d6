"""What every verb and every constraint owes to the tests: a race for each lock, a breach for each rule of the database."""

from __future__ import annotations

import ast
import re
from collections import defaultdict
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from django.apps import apps

from tests.architecture import tree

TESTS = tree.ROOT / "tests"
LOCKS = re.compile(r"select_for_update|FOR (NO KEY )?UPDATE|\block=True\b|\.locked\(")
# Verbs that lock and have no race of their own, one a line with its room. The list may only become shorter.
WITHOUT = Path(__file__).with_name("without_a_race.txt")

# What nothing can break that another rule does not refuse first.
IMPLIED = {"account_and_its_currency": "an account's id alone is unique; this is what an entry's composite foreign key refers to"}


def test_every_verb_that_locks_has_a_race_or_stands_in_the_list() -> None:
    raced = raced_names()
    missing = {f"{room} {name}" for room, name in locking_verbs() if name not in raced}
    listed = {line for line in WITHOUT.read_text(encoding="utf-8").splitlines() if line and not line.startswith("#")}
    assert missing - listed == set(), "write a race in tests/races/ that has been seen red"
    assert listed - missing == set(), "these have a race now, lock nothing or are gone: take them out of the list"


def test_every_constraint_is_broken_by_a_test() -> None:
    said = "\n".join(path.read_text(encoding="utf-8") for path in sorted(TESTS.rglob("*.py")) if path != Path(__file__))
    words = set(re.findall(r"\b\w+\b", said))
    found = [
        f"{model._meta.label}: {constraint.name}"
        for model in apps.get_models(include_auto_created=True)
        if model.__module__.partition(".")[0] in tree.WINGS
        for constraint in model._meta.constraints
        if constraint.name not in words and constraint.name not in IMPLIED
    ]
    assert found == []


@cache
def raced_names() -> frozenset[str]:
    """What the races name, and what the short ways that they run in threads call: the first argument of ``partial``, or a function within."""
    helpers: dict[str, set[str]] = defaultdict(set)
    named: set[str] = set()
    begun: set[str] = set()
    for path in sorted((*TESTS.glob("*.py"), *(TESTS / "merchants").rglob("cast.py"), TESTS / "merchants" / "money.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef):
                helpers[node.name] |= set(_names_in(node))
    for path in sorted((TESTS / "races").glob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            named |= set(_names_in(node))
            if isinstance(node, ast.Call) and set(_names_in(node.func)) == {"partial"}:
                begun |= set(_names_in(node.args[0]))
            elif isinstance(node, (ast.Lambda, ast.FunctionDef)):
                begun |= set(_names_in(node)) if isinstance(node, ast.Lambda) or not node.name.startswith("test_") else set()
    return frozenset(named.union(*(helpers[name] for name in begun if name in helpers)))


@cache
def locking_verbs() -> tuple[tuple[str, str], ...]:
    """(room, entry verb) of every one that takes row locks, itself or by what it calls in its own room."""
    found = []
    for room, functions in _by_room().items():
        locking = _that_lock(functions)
        found += [(room, node.name) for _path, node in functions if node.name in locking and _is_entry(node)]
    return tuple(sorted(set(found)))


def _by_room() -> dict[str, list[tuple[Path, ast.FunctionDef]]]:
    found: dict[str, list[tuple[Path, ast.FunctionDef]]] = defaultdict(list)
    for path, node in tree.functions():
        if isinstance(node, ast.FunctionDef) and tree.room_of(path)[1]:
            found[".".join(tree.room_of(path))].append((path, node))
    return found


def _that_lock(functions: list[tuple[Path, ast.FunctionDef]]) -> set[str]:
    """Names that lead to a lock: by their own words or statements, or by a call of one that does.

    A function that locks when it is asked to, by ``lock``, is one of whoever asks it.
    """
    always = [(path, node) for path, node in functions if "lock" not in {arg.arg for arg in (*node.args.args, *node.args.kwonlyargs)}]
    calls: dict[str, set[str]] = defaultdict(set)
    for _path, node in always:
        calls[node.name] |= set(_called_in(node))
    locking = {node.name for path, node in always if LOCKS.search(ast.unparse(node)) or set(_names_in(node)) & _statements(path)}
    while True:
        more = {name for name, called in calls.items() if called & locking} - locking
        if not more:
            return locking
        locking |= more


@cache
def _statements(path: Path) -> frozenset[str]:
    """Names of a module's SQL that locks."""
    return frozenset(
        target.id
        for node in tree.tree_of(path).body
        if isinstance(node, ast.Assign) and LOCKS.search(ast.unparse(node.value))
        for target in node.targets
        if isinstance(target, ast.Name)
    )


def _called_in(node: ast.AST) -> Iterator[str]:
    """What is called there, and what is handed to a call to be called; a field of the same name as a function calls nothing."""
    for inside in ast.walk(node):
        if isinstance(inside, ast.Call):
            for one in (inside.func, *inside.args, *(keyword.value for keyword in inside.keywords)):
                yield from [one.id] if isinstance(one, ast.Name) else [one.attr] if isinstance(one, ast.Attribute) else []


def _names_in(node: ast.AST) -> Iterator[str]:
    for inside in ast.walk(node):
        if isinstance(inside, ast.Name):
            yield inside.id
        elif isinstance(inside, ast.Attribute):
            yield inside.attr


def _is_entry(node: ast.FunctionDef) -> bool:
    return any(isinstance(decorator, ast.Name) and decorator.id == "entry" for decorator in node.decorator_list)
