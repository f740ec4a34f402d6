"""Bytes for thermal printers: the ESC/POS commands that every 58 and 80 mm printer knows, text in GB 18030.

Our own encoder: a receipt needs six commands, and the usual library brings an imaging stack
along. Commands as in Epson's published ESC/POS reference; ``FS &`` turns Chinese mode on.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence

INIT, CHINESE, CUT = b"\x1b@", b"\x1c&", b"\x1dV\x42\x00"
LEFT, CENTRE = b"\x1ba\x00", b"\x1ba\x01"
BOLD_ON, BOLD_OFF = b"\x1bE\x01", b"\x1bE\x00"
LARGE, NORMAL = b"\x1d!\x11", b"\x1d!\x00"
DRAWER_KICK = b"\x1bp\x00\x19\xfa"
# Font A is 12 dots wide; the heads have 384 and 576 dots.
COLUMNS = {58: 32, 80: 48}


def width_of(text: str) -> int:
    """Columns that a text takes: Chinese letters take two."""
    return sum(2 if unicodedata.east_asian_width(letter) in "WFA" else 1 for letter in text)


def fitted(text: str, columns: int) -> str:
    """As much of a text as fits."""
    kept = ""
    for letter in text:
        if width_of(kept + letter) > columns:
            break
        kept += letter
    return kept


def wrapped(text: str, columns: int) -> list[str]:
    """A text over as many lines as it takes."""
    lines: list[str] = []
    while text:
        lines.append(fitted(text, columns))
        text = text[len(lines[-1]) :]
    return lines or [""]


def pair(left: str, right: str, columns: int) -> list[str]:
    """A word at the left and a figure at the right; a long word goes over lines of its own."""
    room = columns - width_of(right) - 1
    lines = wrapped(left, room)
    last = lines[-1]
    return [*lines[:-1], last + " " * (columns - width_of(last) - width_of(right)) + right]


def encoded(text: str) -> bytes:
    """GB 18030 holds every letter, but for controls, which would command the printer."""
    return "".join(letter for letter in text if unicodedata.category(letter) != "Cc").encode("gb18030", errors="replace")


def qr_code(text: str, *, dots: int = 5) -> bytes:
    """Commands that let the printer draw a QR code: model 2, so many dots a module, level M, the text stored, then printed."""

    def told(function: int, *data: int) -> bytes:
        return b"\x1d(k" + (len(data) + 2).to_bytes(2, "little") + bytes([49, function, *data])

    return told(65, 50, 0) + told(67, dots) + told(69, 49) + told(80, 48, *text.encode("ascii")) + told(81, 48)


def receipt(
    title: Sequence[str],
    body: Sequence[tuple[str, str]],
    total: tuple[str, str],
    foot: Sequence[str],
    *,
    code: str = "",
    code_says: str = "",
    width: int,
) -> bytes:
    """A whole receipt: title, rows of word and figure, the total large, the foot, a code to scan, three lines of paper, a cut."""
    columns = COLUMNS[width]
    out = [INIT, CHINESE, CENTRE, BOLD_ON]
    out += [encoded(line) + b"\n" for text in title for line in wrapped(text, columns)]
    out += [BOLD_OFF, LEFT, b"-" * columns + b"\n"]
    out += [encoded(line) + b"\n" for left, right in body for line in (pair(left, right, columns) if right else wrapped(left, columns))]
    out += [b"-" * columns + b"\n", BOLD_ON]
    out += [encoded(line) + b"\n" for line in pair(*total, columns)]
    out += [BOLD_OFF, CENTRE]
    out += [encoded(line) + b"\n" for text in foot for line in wrapped(text, columns)]
    if code:
        out += [encoded(line) + b"\n" for line in wrapped(code_says, columns)] + [qr_code(code), b"\n"]
    return b"".join([*out, b"\n\n\n", CUT])
