"""What somebody is about to buy, and where she had things brought."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from ecosystem.kernel.verbs import inner
from ecosystem.ports import Personal, Section, Subject

from .models import Address, BasketLine


def tell(subject: Subject) -> Sequence[Section]:
    lines = BasketLine.objects.filter(party=subject.party_id).select_related("sku__shop").order_by("added_at", "pk")
    rows = ({"shop": one.sku.shop.name, "what": one.sku.name, "quantity": one.quantity, "at": one.added_at} for one in lines)
    kept = Address.objects.filter(party=subject.party_id).select_related("landmark").order_by("used_at", "pk")
    addresses = ({"address": f"{one.landmark.name} {one.door}", "at": one.used_at} for one in kept)
    return [Section("basket", _("Your basket"), rows), Section("addresses", _("Addresses kept for you"), addresses)]


@inner
def forget(subject: Subject, at: datetime) -> None:
    BasketLine.objects.filter(party=subject.party_id).delete()
    Address.objects.filter(party=subject.party_id).delete()


PERSONAL = Personal(tell=tell, forget=forget)
