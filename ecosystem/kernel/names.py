"""A thing with a name in both languages shows the reader's."""

from __future__ import annotations

from django.utils.translation import get_language


def in_language(zh: str, en: str) -> str:
    return zh if (get_language() or "zh").startswith("zh") else en
