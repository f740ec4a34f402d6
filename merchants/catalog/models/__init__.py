"""What a merchant sells, where and when it is sold, and every price ever asked for it."""

from .articles import PriceChange, Product, Sku, Unit, Variant, Window
from .batches import Batch, BatchRow, Import
from .modifiers import ModifierGroup, ModifierOption, ProductGroup

__all__ = [
    "Batch",
    "BatchRow",
    "Import",
    "ModifierGroup",
    "ModifierOption",
    "PriceChange",
    "Product",
    "ProductGroup",
    "Sku",
    "Unit",
    "Variant",
    "Window",
]
