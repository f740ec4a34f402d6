"""Pictures of shops and goods, drawn from a trade or a type and a seed: the same seed, the same picture."""

from .circles import circles_picture
from .goods import goods_picture
from .shops import shop_picture

__all__ = ["circles_picture", "goods_picture", "shop_picture"]
