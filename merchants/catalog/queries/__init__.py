"""Reads over the catalogue, for screens, checkout and files."""

from .goods import (
    EXPORTED,
    Label,
    answers_of,
    article_of,
    batches_of,
    by_code,
    by_ids,
    children_of,
    exported,
    goods_of,
    grid_of,
    known_at,
    labels_of,
    make_minutes_of,
    shelf_of,
    stocked,
)
from .terms import choices_of, terms_of

__all__ = [
    "EXPORTED",
    "Label",
    "answers_of",
    "article_of",
    "batches_of",
    "by_code",
    "by_ids",
    "children_of",
    "choices_of",
    "exported",
    "goods_of",
    "grid_of",
    "known_at",
    "labels_of",
    "make_minutes_of",
    "shelf_of",
    "stocked",
    "terms_of",
]
