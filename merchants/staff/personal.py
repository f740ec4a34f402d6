"""The address that an invitation was written to is somebody's; what became of it stays."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Q

from ecosystem.kernel.verbs import inner
from ecosystem.ports import Personal, Subject

from .models import Invitation, Pin

GONE = "—"


@inner
def forget(subject: Subject, at: datetime) -> None:
    Invitation.objects.filter(Q(contact__iexact=subject.email) | Q(answered_by=subject.person_id)).update(contact=GONE)
    Pin.objects.filter(person=subject.person_id).delete()


PERSONAL = Personal(forget=forget)
