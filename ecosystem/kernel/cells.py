"""What a spreadsheet would compute is marked as text, in every file that leaves us."""

from __future__ import annotations

# How a cell begins that a spreadsheet would compute, and the mark that keeps it text.
COMPUTED, MARK = ("=", "+", "-", "@", "\t", "\r"), "'"
# Spreadsheets read UTF-8 by it.
BYTE_ORDER_MARK = "\ufeff"


def marked(text: str) -> str:
    """The text as no spreadsheet runs it."""
    return MARK + text if text.startswith(COMPUTED) else text
