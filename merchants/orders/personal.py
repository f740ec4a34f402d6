"""A buyer's orders: told to her, in the way while they are open, and without address and words once she has left."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ecosystem.kernel.money import to_text
from ecosystem.kernel.verbs import inner
from ecosystem.ports import Hindrance, Personal, Section, Subject
from merchants.customers.public import parties_behind

from .models import Line, Order, Word

# What was said and is gone: a delivery went somewhere, nobody knows where any more.
GONE = "—"
OVER = ("completed", "closed", "cancelled")


def tell(subject: Subject) -> Sequence[Section]:
    hers = parties_behind(subject.party_id)
    orders = Order.objects.filter(buyer__in=hers).select_related("shop").order_by("placed_at", "pk")
    lines = Line.objects.filter(order__buyer__in=hers).select_related("order").order_by("order__placed_at", "order", "position")
    words = Word.objects.filter(order__buyer__in=hers).select_related("order").order_by("order__placed_at", "order", "number")
    return [
        Section(
            "orders",
            gettext_lazy("Your orders"),
            (
                {
                    "number": one.number,
                    "shop": one.shop.name,
                    "at": one.placed_at,
                    "how": one.channel,
                    "status": one.status,
                    "amount": to_text(one.net_total_minor),
                    "address": one.deliver_to,
                    "note": one.note,
                }
                for one in orders.iterator(chunk_size=2000)
            ),
        ),
        Section(
            "order_lines",
            gettext_lazy("What was in them"),
            (
                {"number": one.order.number, "what": one.name, "quantity": one.quantity, "unit": one.unit, "amount": to_text(one.gross_minor)}
                for one in lines.iterator(chunk_size=2000)
            ),
        ),
        Section(
            "order_words",
            gettext_lazy("What was written about your orders"),
            (
                {"number": one.order.number, "at": one.at, "from": "shop" if one.by_shop else "buyer", "text": one.text}
                for one in words.iterator(chunk_size=2000)
            ),
        ),
    ]


def hinder(subject: Subject, at: datetime) -> Sequence[Hindrance]:
    open_orders = Order.objects.filter(buyer__in=parties_behind(subject.party_id)).exclude(status__in=OVER).select_related("shop")
    return [
        Hindrance(
            "order_open",
            _("Order %(number)s at %(shop)s is still open.") % {"number": one.number, "shop": one.shop.name},
            _("Wait until it is handed over, or cancel it."),
            "baskets:orders",
        )
        for one in open_orders.order_by("placed_at", "pk")[:5]
    ]


@inner
def forget(subject: Subject, at: datetime) -> None:
    hers = Order.objects.filter(buyer__in=parties_behind(subject.party_id))
    hers.exclude(deliver_to="").update(deliver_to=GONE)
    hers.exclude(note="").update(note="")
    # What the shop wrote may name her as well.
    Word.objects.filter(order__in=hers).update(text=GONE)


PERSONAL = Personal(tell=tell, hinder=hinder, forget=forget)
