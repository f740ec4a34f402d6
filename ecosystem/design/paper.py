"""What every printed page is set in: the font inside the file, its text to be found and copied."""

from __future__ import annotations

from functools import cache

from django.contrib.staticfiles import finders
from reportlab.lib import colors
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFError, TTFont

FONT, FONT_FILE = "NotoSansSC", "vendor/noto/NotoSansSC-Regular.ttf"
INK, QUIET, LINE, SUNK = (colors.HexColor(code) for code in ("#1c2522", "#586661", "#d5d0c5", "#f0ede6"))
MARGIN = 16 * mm


class FontMissing(RuntimeError):
    """The font is not among the static files, or is none: no page can be set."""


@cache
def styles() -> dict[str, ParagraphStyle]:
    """The styles, with the font read once a process (it is large, and whole). Raises ``FontMissing``."""
    found = finders.find(FONT_FILE)
    try:
        pdfmetrics.registerFont(TTFont(FONT, found or FONT_FILE))
    except (TTFError, OSError) as fault:
        raise FontMissing(FONT_FILE) from fault
    base = ParagraphStyle("text", fontName=FONT, fontSize=9.5, leading=14, textColor=INK, wordWrap="CJK")
    return {
        "text": base,
        "end": ParagraphStyle("end", parent=base, alignment=2),
        "head": ParagraphStyle("head", parent=base, fontSize=8.5, textColor=QUIET),
        "head-end": ParagraphStyle("head-end", parent=base, fontSize=8.5, textColor=QUIET, alignment=2),
        "quiet": ParagraphStyle("quiet", parent=base, fontSize=8.5, textColor=QUIET, leading=12),
        "title": ParagraphStyle("title", parent=base, fontSize=18, leading=26),
        "part": ParagraphStyle("part", parent=base, fontSize=12, leading=18, spaceBefore=8 * mm, spaceAfter=2 * mm),
        "clause": ParagraphStyle("clause", parent=base, fontSize=10.5, leading=17, spaceBefore=4 * mm),
    }
