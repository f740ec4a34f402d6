"""The README promises nothing that is not there."""

from __future__ import annotations

import re

from django.core.management import get_commands

from tests.architecture import tree

README = (tree.ROOT / "README.md").read_text(encoding="utf-8")


def test_make_targets_in_the_readme_exist() -> None:
    targets = set(re.findall(r"^([a-z-]+):", (tree.ROOT / "Makefile").read_text(encoding="utf-8"), flags=re.MULTILINE))
    assert set(re.findall(r"`?make ([a-z-]+)", README)) - targets == set()


def test_management_commands_in_the_readme_exist() -> None:
    assert set(re.findall(r"manage\.py ([a-z_]+)", README)) - set(get_commands()) == set()


def test_files_linked_from_the_readme_exist() -> None:
    links = {link.partition("#")[0] for link in re.findall(r"\]\(([^)]+)\)", README) if "://" not in link and not link.startswith("#")}
    assert [link for link in sorted(links) if not (tree.ROOT / link).exists()] == []


def test_the_map_in_the_readme_names_every_room() -> None:
    told = README[README.index("## The tree") :]
    for wing in ("ecosystem", "merchants", "residents", "lending"):
        rooms = {folder.name for folder in (tree.ROOT / wing).iterdir() if (folder / "__init__.py").exists()} - {"town"}
        entry = re.search(rf"^    {wing}/(.*(?:\n {{17}}.*)*)", told, flags=re.MULTILINE)
        assert entry
        assert rooms - set(re.findall(r"[a-z]+", entry[1])) == set(), wing


def test_every_decision_is_in_their_list_by_its_own_words() -> None:
    folder = tree.ROOT / "docs" / "decisions"
    titles = {path.name: path.read_text(encoding="utf-8").partition("\n")[0].removeprefix("# ") for path in folder.glob("[0-9]*.md")}
    listed = re.findall(r"^\* \[(.+)\]\((.+)\)$", (folder / "README.md").read_text(encoding="utf-8"), flags=re.MULTILINE)
    assert len(listed) == len(titles)
    assert {name: title for title, name in listed} == titles
