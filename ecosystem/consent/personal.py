"""Consents that somebody gave, for herself or for a business."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from ecosystem.kernel.actor import platform
from ecosystem.kernel.verbs import inner
from ecosystem.ports import Personal, Section, Subject

from .actions import end_all_of
from .models import Grant


def tell(subject: Subject) -> Sequence[Section]:
    given = Grant.objects.filter(granted_by=subject.person_id).select_related("party").order_by("granted_at", "pk")
    rows = (
        {"party": one.party.name_zh, "what": one.purpose, "at": one.granted_at, "until": one.revoked_at or one.until, "status": one.ending}
        for one in given
    )
    return [Section("consents", _("Consents that you gave"), rows)]


@inner
def forget(subject: Subject, at: datetime) -> None:
    end_all_of(party_id=subject.party_id, by=platform("privacy.erase"), at=at)


PERSONAL = Personal(tell=tell, forget=forget)
