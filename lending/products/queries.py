from __future__ import annotations

from datetime import datetime

from ecosystem.kernel.clock import business_date

from .errors import ProductNotOffered
from .models import Product


def current_product(code: str, at: datetime) -> Product:
    """The terms in force on the business day of ``at``.

    Raises:
        ProductNotOffered: no version of the product had begun by then.
    """
    product = Product.objects.in_force(code, business_date(at)).first()
    if product is None:
        raise ProductNotOffered(product=code)
    return product
