"""Reminding a customer of what is overdue."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db.models import Sum

from ecosystem.audit.public import record
from ecosystem.kernel.actor import Actor
from ecosystem.kernel.clock import business_date
from ecosystem.kernel.verbs import entry
from ecosystem.notices.public import notify

from .. import access
from ..errors import NothingOverdue, RemindedToday
from ..models import OpenItem, Reminder


@entry
def remind(*, card_id: UUID, by: Actor, at: datetime) -> Reminder:
    """Tell the holder of a tab what is overdue, and write down that she was reminded; at most once a day.

    A tab without a holder is only written down: the shop sends the text of the page itself.

    Raises:
        CustomerNotFound: not a customer of a shop where the actor sells.
        NothingOverdue: nothing is past its day.
        RemindedToday: she was reminded today.
    """
    card, on = access.card_for(by, card_id, lock=True), business_date(at)
    late = OpenItem.objects.filter(card=card, open_minor__gt=0, due_on__lt=on).aggregate(sum=Sum("open_minor"))["sum"]
    if not late:
        raise NothingOverdue
    if Reminder.objects.filter(card=card, on=on).exists():
        raise RemindedToday
    reminder = Reminder.objects.create(card=card, on=on, overdue_minor=late, told=card.holder_id is not None)
    if card.holder_id:
        values = {"shop": card.shop.name_zh, "amount_minor": late}
        notify(card.holder_id, "tab_reminder", f"tab/{card.pk}/{on:%Y-%m-%d}", values, at=at)
    record("customers.remind", target=f"customer/{card.pk}", by=by, at=at, after={"overdue_minor": late, "told": reminder.told}, about=card.shop_id)
    return reminder
