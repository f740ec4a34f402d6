"""What a refusal owes whoever meets it: a code of its own, and what to do next."""

from __future__ import annotations

import ast

from tests.architecture import tree

KINDS = {"DomainError", "Invalid", "Conflict", "Forbidden", "NotFound", "Unauthenticated"}


def _refusals() -> list[tuple[str, ast.ClassDef, set[str]]]:
    """(where, class, what it says of its own) of every refusal of a room: what derives from the kernel's kinds, near or far."""
    found, known = [], set(KINDS)
    waiting = [(path, node) for path, node in tree.classes() if tree.name_of(path) != "ecosystem/kernel/errors.py"]
    while later := [one for one in waiting if known & {ast.unparse(base) for base in one[1].bases}]:
        for path, node in later:
            said = {ast.unparse(target) for part in node.body if isinstance(part, ast.Assign) for target in part.targets}
            found.append((f"{tree.name_of(path)}: {node.name}", node, said))
            known.add(node.name)
            waiting.remove((path, node))
    return found


def test_every_refusal_says_what_to_do_next_in_words_of_its_own() -> None:
    """But one that says nothing of its own: it is the answer to any unknown address, so that it tells nobody that there is something."""
    refusals = _refusals()
    assert len(refusals) > 300
    silent = [where for where, node, said in refusals if "next_step" not in said and not _as_nowhere(node, said)]
    assert silent == []


def _as_nowhere(node: ast.ClassDef, said: set[str]) -> bool:
    return said <= {"code"} and {ast.unparse(base) for base in node.bases} == {"NotFound"}


def test_every_refusal_has_a_code_of_its_own() -> None:
    assert [where for where, _node, said in _refusals() if "code" not in said] == []
