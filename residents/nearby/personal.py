"""Shops that somebody keeps at hand; they are her own affair and go with her."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from ecosystem.kernel.verbs import inner
from ecosystem.ports import Personal, Section, Subject

from .models import Favourite


def tell(subject: Subject) -> Sequence[Section]:
    kept = Favourite.objects.filter(party=subject.party_id).select_related("shop").order_by("kept_at", "pk")
    return [Section("favourites", _("Shops that you keep at hand"), ({"shop": one.shop.name, "at": one.kept_at} for one in kept))]


@inner
def forget(subject: Subject, at: datetime) -> None:
    Favourite.objects.filter(party=subject.party_id).delete()


PERSONAL = Personal(tell=tell, forget=forget)
