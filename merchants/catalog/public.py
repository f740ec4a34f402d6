"""What other rooms and wings may take from the catalogue."""

from .actions import Article, Drafted, add_sku, add_variant, ask_in_words, change_price, draft_article, edit_article, put_on_sale, take_off_sale
from .errors import ChoiceBelowNothing, CodeTaken, DailyCapReached, SkuNotFound
from .models import PriceChange, Product, Sku, Unit, Variant
from .queries import by_ids, choices_of, shelf_of, terms_of
from .rules import Group, Option, Terms, Units, sold_by

__all__ = [
    "Article",
    "ChoiceBelowNothing",
    "CodeTaken",
    "DailyCapReached",
    "Drafted",
    "Group",
    "Option",
    "PriceChange",
    "Product",
    "Sku",
    "SkuNotFound",
    "Terms",
    "Unit",
    "Units",
    "Variant",
    "add_sku",
    "add_variant",
    "ask_in_words",
    "by_ids",
    "change_price",
    "choices_of",
    "draft_article",
    "edit_article",
    "put_on_sale",
    "shelf_of",
    "sold_by",
    "take_off_sale",
    "terms_of",
]
