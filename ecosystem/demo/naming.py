"""Readable names for goods that the source knows only by category, type, size and maker.

A name is type (or else category), size as printed, and whose make it is. Goods that would
share a name are told apart by a number, since the source tells them apart but does not say how.
"""

from __future__ import annotations

import re
from collections import defaultdict
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
    """Names by product; no two products of the town have the same."""
    alike: defaultdict[tuple[str, str], list[int]] = defaultdict(list)
    for product in sorted(products, key=lambda one: one.product):
        parts = [part for part in (what(product), size(product), make(product)) if part]
        name = " ".join(part.zh for part in parts[:-1]), " ".join(part.en for part in parts[:-1])
        alike[f"{name[0]} · {parts[-1].zh}", f"{name[1]} · {parts[-1].en}"].append(product.product)
    return {
        product: Named(zh=zh, en=en) if len(same) == 1 else Named(zh=f"{zh} · 款 {no}", en=f"{en} · no. {no}")
        for (zh, en), same in alike.items()
        for no, product in enumerate(same, start=1)
    }


def bundle(name: Named, pack: int) -> Named:
    return name if pack == 1 else Named(zh=f"{name.zh} × {pack}", en=f"{name.en} × {pack}")
