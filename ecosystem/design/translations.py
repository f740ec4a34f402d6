"""The words of each wing: found in Python and templates, kept in ``<wing>/locale``, compiled without gettext's tools.

Babel reads and writes the files; Django's ``templatize`` turns a template into Python-like text
from which Babel's extractor takes the strings. English msgids are the English text.
"""

from __future__ import annotations

import ast
import io
import re
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_python
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.utils.translation.template import templatize

LOCALE = "zh_Hans"
SKIPPED = {"locale", "migrations", "__pycache__"}
KEYWORDS: dict[str, tuple[int | tuple[int, str], ...] | None] = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
    "npgettext_lazy": ((1, "c"), 2, 3),
}
CHANGING = tuple(
    f'"{name}'.encode() for name in ("POT-Creation-Date", "PO-Revision-Date", "Generated-By", "Report-Msgid", "Last-Translator", "Language-Team")
)
HOLE = re.compile(r"%\((\w+)\)[sd]")

Found = tuple[str, str | Sequence[str | None]]


def catalogue_path(wing: Path) -> Path:
    return wing / "locale" / LOCALE / "LC_MESSAGES" / "django.po"


def extract(wing: Path) -> Catalog:
    """Every translatable string of a wing, with the files that use it."""
    catalogue = Catalog(
        locale=LOCALE,
        project="Twin Circles",
        version="1",
        charset="utf-8",
        fuzzy=False,
        header_comment=f"# {wing.name.title()}: Chinese, as a neighbour would say it.",
    )
    for path in sorted(_sources(wing)):
        for function, strings in _strings_in(path):
            context, identity = _message_of(function, strings)
            if identity:
                catalogue.add(identity, context=context, locations=[(str(path.relative_to(wing.parent)), 0)])
    return catalogue


def read(wing: Path) -> Catalog:
    """The translations that a wing keeps; empty where it keeps none yet."""
    path = catalogue_path(wing)
    if not path.is_file():
        return Catalog(locale=LOCALE)
    with path.open("rb") as source:
        return read_po(source, locale=LOCALE)


def update(wing: Path, *, beside: Iterable[Path] = ()) -> int:
    """Write the wing's file anew: new strings added, gone ones dropped; returns how many lack a translation.

    A new string takes its translation from a wing ``beside`` that has the same one already.
    """
    found, kept = extract(wing), read(wing)
    others = [kept, *(read(other) for other in beside)]
    for message in _messages(found):
        known = (catalogue.get(message.id, message.context) for catalogue in others)
        message.string = next((row.string for row in known if row is not None and _has_text(row)), message.string)
    buffer = io.BytesIO()
    write_po(buffer, found, width=140, include_lineno=False, sort_by_file=True, omit_header=False)
    _write(catalogue_path(wing), _without_dates(buffer.getvalue()))
    return sum(1 for message in _messages(found) if not _has_text(message))


def faults(wing: Path) -> list[str]:
    """What keeps a wing from speaking Chinese: missing, empty, fuzzy, stale or mismatched entries, as sentences."""
    found, kept = extract(wing), read(wing)
    wanted = {(message.context, _key(message)): message for message in _messages(found)}
    given = {(message.context, _key(message)): message for message in _messages(kept)}
    rows = [f"{wing.name}: no entry for {key[1]!r}" for key in wanted if key not in given]
    rows += [f"{wing.name}: nothing uses {key[1]!r} any more" for key in given if key not in wanted]
    for key in wanted.keys() & given.keys():
        message = given[key]
        if message.fuzzy:
            rows.append(f"{wing.name}: fuzzy translation of {key[1]!r}")
        elif not _has_text(message):
            rows.append(f"{wing.name}: no translation of {key[1]!r}")
        elif _holes_of(message.id) != _holes_of(message.string):
            rows.append(f"{wing.name}: the translation of {key[1]!r} has other %(names)s")
    return sorted(rows)


def compile_wing(wing: Path, *, only_stale: bool = False) -> bool:
    """Write the ``.mo`` that Django reads; whole or not at all, since servers may be reading it."""
    source = catalogue_path(wing)
    target = source.with_suffix(".mo")
    if not source.is_file() or (only_stale and target.is_file() and target.stat().st_mtime >= source.stat().st_mtime):
        return False
    buffer = io.BytesIO()
    write_mo(buffer, read(wing), use_fuzzy=False)
    _write(target, buffer.getvalue())
    return True


def _sources(wing: Path) -> Iterator[Path]:
    for path in wing.rglob("*"):
        parts = set(path.relative_to(wing).parts)
        template = "templates" in parts and path.suffix in {".html", ".txt", ".js"}
        if (path.suffix == ".py" or template) and not parts & SKIPPED:
            yield path


def _strings_in(path: Path) -> Iterator[Found]:
    text = path.read_text(encoding="utf-8")
    if path.suffix == ".py":
        yield from _calls_in(text, path)
        return
    # What is not a string to translate becomes X; its indentation would be a syntax error to the tokenizer.
    flat = "\n".join(line.strip() for line in templatize(text, origin=str(path)).splitlines())
    for _line, function, strings, _comments in extract_python(io.BytesIO(flat.encode()), dict.fromkeys(KEYWORDS), (), {}):
        yield str(function), strings


def _calls_in(text: str, path: Path) -> Iterator[Found]:
    """The literal arguments of each call of a translating function; what is computed has no msgid to find."""
    for node in ast.walk(ast.parse(text, str(path))):
        if isinstance(node, ast.Call) and (name := getattr(node.func, "id", getattr(node.func, "attr", ""))) in KEYWORDS:
            yield name, tuple(str(given.value) if isinstance(given, ast.Constant) and isinstance(given.value, str) else None for given in node.args)


def _message_of(function: str, strings: str | Sequence[str | None]) -> tuple[str | None, str | tuple[str, str] | None]:
    """The context and msgid of one call; ``None`` where an argument is not a literal."""
    given = [strings] if isinstance(strings, str) else strings
    plan = KEYWORDS[function] or (1,)
    context: str | None = None
    parts: list[str] = []
    for step in plan:
        place = step[0] if isinstance(step, tuple) else step
        text = given[place - 1] if place <= len(given) else None
        if not text:
            return None, None
        if isinstance(step, tuple):
            context = text
        else:
            parts.append(text)
    return context, (parts[0], parts[1]) if len(parts) == 2 else parts[0]


def _messages(catalogue: Catalog) -> Iterator[Message]:
    return (message for message in catalogue if message.id)


def _key(message: Message) -> str:
    return message.id if isinstance(message.id, str) else message.id[0]


def _has_text(message: Message) -> bool:
    return all(message.string) if isinstance(message.string, tuple | list) else bool(message.string)


def _holes_of(text: str | Sequence[str] | None) -> set[str]:
    return set(HOLE.findall(text if isinstance(text, str) else " ".join(text or ())))


def _without_dates(content: bytes) -> bytes:
    """The header without what changes at every run or says nothing."""
    return b"".join(line for line in content.splitlines(keepends=True) if not line.startswith(CHANGING))


def _write(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=path.parent, delete=False) as half:
        half.write(content)
    Path(half.name).chmod(0o644)
    Path(half.name).replace(path)
