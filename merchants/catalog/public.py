"""What other rooms and wings may take from the catalogue."""

from .actions import add_sku, change_price, put_on_sale, take_off_sale
from .errors import SkuNotFound
from .models import PriceChange, Sku

__all__ = ["PriceChange", "Sku", "SkuNotFound", "add_sku", "change_price", "put_on_sale", "take_off_sale"]
