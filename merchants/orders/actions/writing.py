"""Buyer and shop write to each other about one open order."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from ecosystem.audit.public import record
from ecosystem.kernel.actor import Actor
from ecosystem.kernel.verbs import entry
from ecosystem.notices.public import notify, nudge
from ecosystem.once.public import once

from .. import access, rules
from ..errors import NothingWritten, OrderMoved, TooManyWords
from ..models import Order, Word


@entry
def write_word(*, order_id: UUID, text: str, key: str, by: Actor, at: datetime) -> Word:
    """Tell the other side something about an open order; it hears of it at once. Once a key.

    Raises:
        OrderNotFound: an order of neither the actor's nor a shop that she keeps.
        NothingWritten: no words.
        OrderMoved: it is not paid, or it is over; there after-sale begins.
        TooManyWords: this side has said a lot already.
    """
    said = " ".join(text.split())[: rules.LONGEST_WORD]
    if not said:
        raise NothingWritten
    with once(key, verb="orders.write_word", by=by, body={"order": order_id, "text": said}, at=at) as turn:
        order = access.order_for_either(by, order_id, lock=True)
        if turn.earlier:
            return order.words.get(number=turn.earlier["number"])
        if order.status not in rules.OPEN_TO_WORDS or order.buyer_id is None:
            raise OrderMoved(status=str(Order.Status(order.status).label))
        by_shop = order.buyer_id != by.party_id
        if order.words.filter(by_shop=by_shop).count() >= rules.MOST_WORDS:
            raise TooManyWords(most=rules.MOST_WORDS)
        word = Word.objects.create(order=order, number=order.words.count() + 1, by_shop=by_shop, text=said, at=at)
        turn.remember(number=word.number)
        record("orders.write_word", target=f"order/{order.pk}", by=by, at=at, after={"number": word.number})
        reader, kind = (order.buyer_id, "order_word_of_shop") if by_shop else (order.shop.party_id, "order_word_of_buyer")
        notify(reader, kind, f"order/{order.pk}/word/{word.number}", {"number": order.number}, at=at)
        nudge([order.buyer_id, order.shop.party_id], "orders")
        return word
