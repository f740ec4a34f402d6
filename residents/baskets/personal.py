"""What somebody is about to buy."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from ecosystem.kernel.verbs import inner
from ecosystem.ports import Personal, Section, Subject

from .models import BasketLine


def tell(subject: Subject) -> Sequence[Section]:
    lines = BasketLine.objects.filter(party=subject.party_id).select_related("sku__shop").order_by("added_at", "pk")
    rows = ({"shop": one.sku.shop.name, "what": one.sku.name, "quantity": one.quantity, "at": one.added_at} for one in lines)
    return [Section("basket", _("Your basket"), rows)]


@inner
def forget(subject: Subject, at: datetime) -> None:
    BasketLine.objects.filter(party=subject.party_id).delete()


PERSONAL = Personal(tell=tell, forget=forget)
