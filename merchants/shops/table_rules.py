"""Names of tables: as a keeper writes them, as one reads them, and as a code that was printed says them."""

from __future__ import annotations

from collections.abc import Collection

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

MOST_TABLES, LONGEST_NAME = 40, 20


def place_names(text: str) -> list[str]:
    """``"4"`` → 1 … 4; else what stands between commas, each once. At most forty, of at most twenty characters."""
    text = text.strip()
    if text.isdecimal():
        return [str(number) for number in range(1, min(int(text[:4]), MOST_TABLES) + 1)]
    parts = [part.strip()[:LONGEST_NAME] for part in text.replace("，", ",").replace("、", ",").split(",")]
    return list(dict.fromkeys(part for part in parts if part))[:MOST_TABLES]


def table_label(name: str) -> str:
    """A number as "Table 4"; a name as it is."""
    return _("Table %(number)s") % {"number": name} if name.isdecimal() else name


def table_told(tables: Collection[str], told: str) -> str:
    """Which of the tables a code or a person means, in whatever language it was printed; empty where none."""
    if told in tables:
        return told
    for code, _language in settings.LANGUAGES:
        with translation.override(code):
            named = {table_label(name): name for name in tables}
        if told in named:
            return named[told]
    return ""
