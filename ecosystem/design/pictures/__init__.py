"""Pictures of shops and goods, drawn from a trade or a type and a seed: the same seed, the same picture."""

from .goods import goods_picture
from .shops import shop_picture

__all__ = ["goods_picture", "shop_picture"]
