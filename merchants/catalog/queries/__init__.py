"""Reads over the catalogue, for screens, checkout and files."""

from .goods import article_of, batches_of, children_of, exported, goods_of, grid_of, known_at, shelf_of
from .terms import terms_of

__all__ = ["article_of", "batches_of", "children_of", "exported", "goods_of", "grid_of", "known_at", "shelf_of", "terms_of"]
