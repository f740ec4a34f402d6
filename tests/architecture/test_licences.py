"""What runs comes under licences that a bank may run: no copyleft that would reach our own code."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable
from importlib import metadata
from typing import Any

from tests.architecture import tree

# A library under the LGPL is used as it is, and named in the README.
COPYLEFT = re.compile(r"(?<!L)(?<!Lesser )\b(?:A?GPL|(?:Affero )?General Public License)", re.IGNORECASE)
LESSER = re.compile(r"LGPL|Lesser General Public", re.IGNORECASE)


def _needed() -> set[str]:
    """What the lock installs to run the platform, whoever asks for it; development and training are not counted."""
    lock = tomllib.loads((tree.ROOT / "uv.lock").read_text(encoding="utf-8"))
    packages: dict[str, dict[str, Any]] = {package["name"]: package for package in lock["package"]}
    found: set[str] = set()

    def walk(wanted: Iterable[dict[str, Any]]) -> None:
        for asked in wanted:
            package = packages[asked["name"]]
            more = [one for extra in asked.get("extra", []) for one in package.get("optional-dependencies", {}).get(extra, [])]
            fresh = asked["name"] not in found
            found.add(asked["name"])
            walk([*(package.get("dependencies", []) if fresh else []), *more])

    walk(packages["twin-circles"]["dependencies"])
    return found


def _licence(name: str) -> str:
    told = metadata.metadata(name)
    classified = [line.rpartition("::")[2].strip() for line in told.get_all("Classifier") or [] if line.startswith("License")]
    # Some put the whole text where its name belongs: its first line says which it is.
    return " / ".join([told.get("License-Expression") or (told.get("License") or "").strip().partition("\n")[0], *classified])


def test_nothing_that_runs_is_under_the_gpl_and_what_is_under_the_lgpl_is_named() -> None:
    here = {distribution.metadata["Name"].lower().replace("_", "-") for distribution in metadata.distributions()}
    told = {name: _licence(name) for name in sorted(_needed() & here)}
    assert len(told) > 60
    assert {name: licence for name, licence in told.items() if not licence.strip(" /")} == {}
    assert {name: licence for name, licence in told.items() if COPYLEFT.search(licence)} == {}
    readme = (tree.ROOT / "README.md").read_text(encoding="utf-8")
    assert [name for name, licence in told.items() if LESSER.search(licence) and f"`{name}`" not in readme] == []


def test_the_licences_are_told_apart() -> None:
    copyleft = ["GPL-3.0-only", "AGPL-3.0", "GNU General Public License v2 (GPLv2)", "GNU Affero General Public License v3", "MIT AND GPL-2.0"]
    others = ["LGPL-3.0-only", "GNU Lesser General Public License v2 or later (LGPLv2+)", "MIT", "Apache-2.0", "BSD-3-Clause"]
    assert all(COPYLEFT.search(licence) for licence in copyleft)
    assert not any(COPYLEFT.search(licence) for licence in others)
