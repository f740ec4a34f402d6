"""What other rooms and wings may take from the catalogue."""

from .actions import Article, add_sku, change_price, draft_sku, put_on_sale, take_off_sale
from .errors import SkuNotFound
from .models import PriceChange, Sku
from .queries import shelf_of

__all__ = ["Article", "PriceChange", "Sku", "SkuNotFound", "add_sku", "change_price", "draft_sku", "put_on_sale", "shelf_of", "take_off_sale"]
