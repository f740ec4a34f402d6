"""What of a person counts among the neighbours: told to her, and nobody's once she has left."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from ecosystem.kernel.verbs import inner
from ecosystem.ports import Personal, Section, Subject

from .models import Choice, Purchase


def tell(subject: Subject) -> Sequence[Section]:
    mine = Purchase.objects.filter(party=subject.party_id).select_related("sku", "shop").order_by("on", "pk")
    said = Choice.objects.filter(party=subject.party_id)
    return [
        Section(
            "neighbours", _("What of yours counts in “Neighbours buy”"), ({"shop": one.shop.name, "what": one.sku.name, "at": one.on} for one in mine)
        ),
        Section("neighbours_choice", _("Whether you want to count there"), ({"status": one.counts, "at": one.changed_at} for one in said)),
    ]


@inner
def forget(subject: Subject, at: datetime) -> None:
    """She counts nowhere any more, nor what the feed tells of her later; articles are counted again by the next reading."""
    # The choice first, as the reader takes them.
    Choice.objects.update_or_create(party_id=subject.party_id, defaults={"counts": False, "read": False, "changed_at": at})
    Purchase.objects.filter(party=subject.party_id).update(party=None)


PERSONAL = Personal(tell=tell, forget=forget)
