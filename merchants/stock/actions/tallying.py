"""What people count, each her own figure."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from uuid import UUID

from ecosystem.audit.public import record
from ecosystem.kernel.actor import Actor
from ecosystem.kernel.verbs import entry
from merchants.shops.public import MANAGERS, shop_for

from .. import access, rules
from ..errors import CountNotFound
from ..models import Count, CountLine, Tally
from .counting import RUNNING, require
from .moving import levels_of

Status = Count.Status


@entry
def tally(*, count_id: UUID, sku_id: UUID, counted: Decimal, by: Actor, at: datetime) -> Tally:
    """Write down one's own figure for an article, or write it anew; another's stays. The line's count is the sum of all.

    Raises:
        CountNotFound: not the actor's, or the article is not on it.
        DocumentMoved: it is not being counted.
        BadQuantity: no count.
    """
    counted = rules.checked_count(counted)
    count = access.count_for(by, count_id, lock=True)
    require(count, (Status.COUNTING,))
    line = CountLine.objects.filter(count=count, sku=sku_id).first()
    if line is None or by.person_id is None:
        raise CountNotFound
    book = levels_of(count.shop_id, [sku_id])[sku_id].on_hand
    before = Tally.objects.filter(line=line, person=by.person_id).values_list("counted", flat=True).first()
    values = {"counted": counted, "book": book, "at": at}
    row, _made = Tally.objects.update_or_create(line=line, person_id=by.person_id, defaults=values)
    was = None if before is None else {"counted": str(before)}
    record("stock.count.tally", target=f"sku/{sku_id}", by=by, at=at, before=was, after={"counted": str(counted), "book": str(book)})
    return row


@entry
def strike_tally(*, tally_id: int, by: Actor, at: datetime) -> Count:
    """Take a figure out that was counted twice: one's own, or for managers anybody's.

    Raises ``CountNotFound``, or ``DocumentMoved`` once the count is posted.
    """
    row = Tally.objects.filter(pk=tally_id).select_related("line").first()
    if row is None:
        raise CountNotFound
    count = access.count_for(by, row.line.count_id, lock=True)
    if row.person_id != by.person_id:
        shop_for(by, count.shop_id, roles=MANAGERS)
    require(count, RUNNING)
    Tally.objects.filter(pk=tally_id).delete()
    record(
        "stock.count.strike",
        target=f"sku/{row.line.sku_id}",
        by=by,
        at=at,
        before={"counted": str(row.counted), "person": str(row.person_id)},
        about=count.shop_id,
    )
    return count
