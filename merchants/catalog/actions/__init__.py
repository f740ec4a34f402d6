"""The verbs of the catalogue, by what happens to an article."""

from .adding import Article, Drafted, add_sku, add_variant, draft_article, list_variant
from .batches import Undone, change_many, undo_batch
from .choosing import Answer, Question, ask_in_words, ask_with, change_group, define_group, stop_asking
from .editing import edit_article, remove_article, set_units, set_windows
from .importing import apply_import, import_lines, map_import, upload_import
from .pricing import change_price, put_on_sale, take_off_sale
from .running_out import mark_sold_out

__all__ = [
    "Answer",
    "Article",
    "Drafted",
    "Question",
    "Undone",
    "add_sku",
    "add_variant",
    "apply_import",
    "ask_in_words",
    "ask_with",
    "change_group",
    "change_many",
    "change_price",
    "define_group",
    "draft_article",
    "edit_article",
    "import_lines",
    "list_variant",
    "map_import",
    "mark_sold_out",
    "put_on_sale",
    "remove_article",
    "set_units",
    "set_windows",
    "stop_asking",
    "take_off_sale",
    "undo_batch",
    "upload_import",
]
