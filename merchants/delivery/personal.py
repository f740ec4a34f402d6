"""What riders wrote of somebody's door is gone with her."""

from __future__ import annotations

from datetime import datetime

from ecosystem.kernel.verbs import inner
from ecosystem.ports import Personal, Subject
from merchants.customers.public import parties_behind

from .models import Delivery


@inner
def forget(subject: Subject, at: datetime) -> None:
    Delivery.objects.filter(order__buyer__in=parties_behind(subject.party_id)).exclude(note="").update(note="")


PERSONAL = Personal(forget=forget)
