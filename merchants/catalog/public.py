"""What other rooms and wings may take from the catalogue."""

from .actions import (
    Article,
    Drafted,
    add_sku,
    add_variant,
    ask_in_words,
    change_price,
    draft_article,
    edit_article,
    mark_sold_out,
    put_on_sale,
    take_off_sale,
)
from .errors import BadChoice, ChoiceBelowNothing, ChoiceGone, CodeTaken, ColumnsMissing, DailyCapReached, FileUnreadable, SkuNotFound
from .models import PriceChange, Product, Sku, Unit, Variant
from .queries import by_ids, choices_of, make_minutes_of, shelf_of, terms_of
from .rules import Group, Option, Terms, Units, sold_by
from .tables.columns import guessed as guessed_columns
from .tables.reading import rows_of
from .tables.rows import Fault, amount_in
from .tables.writing import csv_lines, faults_as_rows

__all__ = [
    "Article",
    "BadChoice",
    "ChoiceBelowNothing",
    "ChoiceGone",
    "CodeTaken",
    "ColumnsMissing",
    "DailyCapReached",
    "Drafted",
    "Fault",
    "FileUnreadable",
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
    "amount_in",
    "ask_in_words",
    "by_ids",
    "change_price",
    "choices_of",
    "csv_lines",
    "draft_article",
    "edit_article",
    "faults_as_rows",
    "guessed_columns",
    "make_minutes_of",
    "mark_sold_out",
    "put_on_sale",
    "rows_of",
    "shelf_of",
    "sold_by",
    "take_off_sale",
    "terms_of",
]
