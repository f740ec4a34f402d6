"""A room is entered through its door, ``public``; furniture that has no owner is free to use."""

from __future__ import annotations

import ast

from tests.architecture import tree

# Rooms without rows: what every room stands on. Their modules are the door.
OPEN_ROOMS = {"kernel", "ports", "web", "design", "stack"}
# The town is loaded by each wing over its own tables, a wholesaler's year too; their drafts of rows are the wing's own affair.
OWN_ROWS = {"town", "wholesale"}


def test_other_rooms_are_entered_through_their_door() -> None:
    found = [
        f"{tree.name_of(path)}:{line} {module}"
        for path in tree.sources()
        for line, module in tree.imported(path)
        if not _allowed(tree.room_of(path), module)
    ]
    assert found == []


def test_doors_hold_no_logic() -> None:
    found = [
        f"{tree.name_of(path)}:{node.lineno}"
        for path in tree.sources()
        if path.name == "public.py"
        for node in ast.walk(tree.tree_of(path))
        if isinstance(node, (ast.FunctionDef, ast.ClassDef, ast.If, ast.For, ast.While))
    ]
    assert found == []


def _allowed(here: tuple[str, str], module: str) -> bool:
    wing, _, rest = module.partition(".")
    room, _, furniture = rest.partition(".")
    if wing not in tree.WINGS or not room or (wing, room) == here:
        return True
    if wing == "ecosystem" and (room in OPEN_ROOMS or room == "environment"):
        return True
    if wing == here[0] and here[1] in OWN_ROWS:
        return True
    return furniture.split(".")[0] == "public"
