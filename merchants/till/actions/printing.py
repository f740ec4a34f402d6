"""A receipt is printed: the first is the receipt, what follows is marked a copy."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from ecosystem.audit.public import record
from ecosystem.kernel.actor import Actor, person_of
from ecosystem.kernel.verbs import entry
from merchants.orders.public import Order

from .. import access
from ..models import Printing


@entry
def print_receipt(*, order_id: UUID, width: int, by: Actor, at: datetime) -> Printing:
    """Number the next printing of a sale's receipt; ``width`` is 58 or 80 millimetres. Each call is a printing.

    Raises:
        SaleNotFound: not a sale of a shop where the actor sells.
    """
    sale = access.sale_for(by, order_id)
    # The order's row numbers them one after the other.
    Order.objects.select_for_update().get(pk=sale.pk)
    printing = Printing.objects.create(sale=sale, number=sale.printings.count() + 1, width=width, by_id=person_of(by), at=at)
    if printing.number > 1:
        record("till.print_copy", target=f"order/{sale.pk}", by=by, at=at, after={"number": printing.number}, about=sale.shop_id)
    return printing
