"""Search documents: the words by which shops and what they sell are found, written in the commit that names them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import connection
from django.db.models import OuterRef, Q, Subquery
from django.utils import translation

from ecosystem.kernel.verbs import inner
from ecosystem.kernel.words import ANY, exactly, loosely, terms_of, words_of

from .models import Category, SearchDocument, Shop

WRITE = """
INSERT INTO shops_searchdocument (id, shop_id, sku_id, area, words, shown)
SELECT coalesce(n.sku, n.shop), n.shop, n.sku, places_area(s.cell), n.words, n.shown
FROM unnest(%s::uuid[], %s::uuid[], %s::text[], %s::boolean[]) AS n(shop, sku, words, shown) JOIN shops_shop s ON s.id = n.shop
ON CONFLICT (id) DO UPDATE SET words = EXCLUDED.words, shown = EXCLUDED.shown
"""


@dataclass(frozen=True, slots=True)
class Described:
    """A shop, or with ``sku_id`` something it sells, and the names it goes by; ``shown`` is whether it is found at all."""

    shop_id: UUID
    names: tuple[str, ...]
    sku_id: UUID | None = None
    shown: bool = True


@inner
def describe(described: Iterable[Described]) -> None:
    """Let each be found by the words of its names from now on."""
    rows = list(described)
    if not rows:
        return
    columns: list[Any] = [
        [one.shop_id for one in rows],
        [one.sku_id for one in rows],
        [words_of(*one.names) for one in rows],
        [one.shown for one in rows],
    ]
    with connection.cursor() as cursor:
        cursor.execute(WRITE, columns)


def described_shop(shop: Shop) -> Described:
    """A shop is found by its names and by its trade's, in every language of ours."""
    return Described(shop.pk, (shop.name_zh, shop.name_en, *trade_names(shop.category)))


@cache
def trade_names(category: str) -> tuple[str, ...]:
    names = []
    for code, _language in settings.LANGUAGES:
        with translation.override(code):
            names.append(str(Category(category).label))
    return tuple(dict.fromkeys(names))


def words_found_by() -> Subquery:
    """The words of the document that has a row's id. A single value and no EXISTS: that one may be hashed, which reads everybody's."""
    return Subquery(SearchDocument.objects.filter(pk=OuterRef("pk")).values("words")[:1])


def answering(text: str, *, loose: bool = False) -> Q:
    """What must hold of such ``words``, so that a list of few rows finds what a search around would; nothing answers to signs alone."""
    terms = terms_of(text)
    sought = (loosely(terms) if loose else exactly(terms)) if terms else None
    if sought is None:
        return Q(pk__in=[])
    asked = Q()
    for like in sought.like:
        asked &= Q(words__contains=like.strip("%"))
    for row in sought.slips:
        asked &= Q(words__regex="|".join(pattern.strip("%").replace(ANY, ".") for pattern in row))
    return asked
