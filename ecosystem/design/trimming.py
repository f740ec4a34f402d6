"""Of the vendored stylesheet, what our own pages can use.

Tabler's stylesheet is 620 KB, of which a page of ours uses a tenth; a phone reads and weighs all of it before it draws anything. A rule
stays when every class and attribute that its selector asks for stands as a word in a template, a script or a view: too many stay that
way, and none that is used goes, unless its name is put together from parts. ``static/design/base.css`` is what is served.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import tinycss2

SOURCE, MADE = "vendor/tabler/tabler.min.css", "design/base.css"
WORD = re.compile(r"[A-Za-z0-9_-]+")
ASKED = re.compile(r"\.((?:\\.|[\w-])+)|\[\s*([\w-]+)")
IN_BRACKETS = re.compile(r"\([^()]*\)")
USED = re.compile(r"var\(\s*(--[\w-]+)")
PROPERTY = re.compile(r"""(?<=[{;])(--[\w-]+):(?:"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'|[^;{}"'])*;?""")
NESTED = {"media", "supports", "layer", "container"}


def words_of(root: Path, wings: Iterable[str]) -> set[str]:
    """Every word of the templates, scripts, styles and views of the tree that is not somebody else's."""
    found: set[str] = set()
    places = [root / "static", *(root / wing for wing in wings)]
    for path in (path for place in places for path in place.rglob("*")):
        if path.suffix in {".html", ".js", ".py", ".css", ".svg"} and "vendor" not in path.parts and path != root / "static" / MADE:
            found.update(WORD.findall(path.read_text(encoding="utf-8")))
    return found


def trimmed(style: str, words: set[str]) -> str:
    """The stylesheet without the rules and custom properties that nothing asks for; its licence stays at its head."""
    parts = tinycss2.parse_stylesheet(style, skip_comments=False, skip_whitespace=True)
    licence = "".join(f"/*{part.value}*/\n" for part in parts if part.type == "comment" and part.value.startswith("!"))
    kept = "".join(_kept([part for part in parts if part.type != "comment"], words))
    known = words | set(USED.findall(kept))
    while True:
        lean = _without_unused(kept, known)
        if lean == kept:
            return licence + _without_idle_frames(kept) + "\n"
        kept, known = lean, words | set(USED.findall(lean))


def _kept(parts: Iterable[Any], words: set[str]) -> Iterator[str]:
    for part in parts:
        if part.type == "at-rule" and part.content is not None and part.lower_at_keyword in NESTED:
            inside = "".join(_kept(tinycss2.parse_rule_list(part.content, skip_comments=True, skip_whitespace=True), words))
            if inside:
                yield f"@{part.at_keyword}{tinycss2.serialize(part.prelude)}{{{inside}}}"
        elif part.type == "at-rule" and part.lower_at_keyword != "charset":
            yield part.serialize()
        elif part.type == "qualified-rule":
            selectors = [one for one in _selectors(tinycss2.serialize(part.prelude)) if _can_be(one, words)]
            if selectors:
                yield f"{','.join(selectors)}{{{tinycss2.serialize(part.content)}}}"


def _selectors(prelude: str) -> Iterator[str]:
    depth, begins = 0, 0
    for at, letter in enumerate(prelude):
        depth += (letter in "([") - (letter in ")]")
        if letter == "," and not depth:
            yield prelude[begins:at].strip()
            begins = at + 1
    yield prelude[begins:].strip()


def _can_be(selector: str, words: set[str]) -> bool:
    """What stands in brackets, as in ``:not(.x)``, asks for nothing."""
    bare = selector
    while IN_BRACKETS.search(bare):
        bare = IN_BRACKETS.sub("", bare)
    return all(re.sub(r"\\(.)", r"\1", name or attribute) in words for name, attribute in ASKED.findall(bare))


def _without_unused(style: str, known: set[str]) -> str:
    """Custom properties are read by ``var()`` alone, here or in our own files."""
    return PROPERTY.sub(lambda found: found[0] if found[1] in known else "", style)


def _without_idle_frames(style: str) -> str:
    frames = re.compile(r"@keyframes ([\w-]+)\{(?:[^{}]*\{[^{}]*\})*\}")
    rest = set(WORD.findall(frames.sub("", style)))
    return frames.sub(lambda found: found[0] if found[1] in rest else "", style)


def made(static: Path, wings: Iterable[str]) -> str:
    return trimmed((static / SOURCE).read_text(encoding="utf-8"), words_of(static.parent, wings))
