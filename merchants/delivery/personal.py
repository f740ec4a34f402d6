"""What riders wrote and showed of somebody's door is told to her, and gone with her."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from ecosystem.kernel.files import delete_after_commit
from ecosystem.kernel.verbs import inner
from ecosystem.ports import Personal, Section, Subject
from merchants.customers.public import parties_behind

from .models import Delivery, Photo


def tell(subject: Subject) -> Sequence[Section]:
    hers = Delivery.objects.filter(order__buyer__in=parties_behind(subject.party_id)).select_related("order").prefetch_related("photos")
    rows = (
        {
            "number": one.order.number,
            "at": one.assigned_at,
            "status": one.status,
            "why": one.failed_for,
            "note": one.note,
            "photos": len(one.photos.all()),
        }
        for one in hers.order_by("assigned_at", "pk")
    )
    return [Section("deliveries", _("What was brought to you"), rows)]


@inner
def forget(subject: Subject, at: datetime) -> None:
    hers = parties_behind(subject.party_id)
    Delivery.objects.filter(order__buyer__in=hers).exclude(note="").update(note="")
    shown = Photo.objects.filter(delivery__order__buyer__in=hers)
    names = list(shown.values_list("name", flat=True))
    shown.delete()
    delete_after_commit(names)


PERSONAL = Personal(tell=tell, forget=forget)
