"""Readable names for goods that the source knows only by category, type, size and maker.

A name is type (or else category), size as printed, and whose make it is. Goods that would
share a name are told apart by a number, since the source tells them apart but does not say how.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from functools import cache

from .shape import Category, Named
from .sizes import size
from .source import SourceProduct
from .tables import named, rows


@cache
def category_names() -> dict[str, Named]:
    return {row["category"]: named(row) for row in rows("categories")}


@cache
def type_names() -> dict[tuple[str, str], Named]:
    return {(row["category"], row["type"]): named(row) for row in rows("types")}


def slug(category: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", category.lower()).strip("-")


def categories(used: Iterable[str]) -> tuple[Category, ...]:
    return tuple(Category(code=slug(category), name=category_names()[category]) for category in sorted(set(used)))


def named_by_type(product: SourceProduct) -> bool:
    return (product.category, product.type) in type_names()


def what(product: SourceProduct) -> Named:
    """What it is: its type, or where that has no name, its category."""
    return type_names().get((product.category, product.type)) or category_names()[product.category]


def make(product: SourceProduct) -> Named:
    return Named(zh="自有品牌", en="Own brand") if product.own_brand else Named(zh=f"{product.maker} 号厂", en=f"Maker {product.maker}")


def goods(products: Iterable[SourceProduct]) -> dict[int, Named]:
    """Names by product, no two alike in either language: the second of a name is called no. 2."""
    names: dict[int, Named] = {}
    seen_zh: Counter[str] = Counter()
    seen_en: Counter[str] = Counter()
    for product in sorted(products, key=lambda one: one.product):
        plain = _plain(product)
        no = 1 + max(seen_zh[plain.zh], seen_en[plain.en])
        seen_zh[plain.zh] = seen_en[plain.en] = no
        names[product.product] = plain if no == 1 else Named(zh=f"{plain.zh} · 款 {no}", en=f"{plain.en} · no. {no}")
    return names


def _plain(product: SourceProduct) -> Named:
    called, packed, made = what(product), size(product), make(product)
    zh, en = (f"{called.zh} {packed.zh}", f"{called.en} {packed.en}") if packed else (called.zh, called.en)
    return Named(zh=f"{zh} · {made.zh}", en=f"{en} · {made.en}")


def bundle(name: Named, pack: int) -> Named:
    return name if pack == 1 else Named(zh=f"{name.zh} × {pack}", en=f"{name.en} × {pack}")
