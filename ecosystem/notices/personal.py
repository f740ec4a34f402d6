"""What somebody was told, and by which ways. All of it goes with her."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from ecosystem.kernel.verbs import inner
from ecosystem.ports import Personal, Section, Subject

from .models import Notice, TextMessage


def tell(subject: Subject) -> Sequence[Section]:
    told = Notice.objects.filter(party_id=subject.party_id).order_by("pk")
    sent = TextMessage.objects.filter(person_id=subject.person_id).order_by("pk")
    return [
        Section(
            "notices",
            _("Notices to you"),
            ({"at": one.created_at, "text": one.sentence, "until": one.read_at} for one in told.iterator(chunk_size=2000)),
        ),
        Section("messages", _("Messages to your phone"), ({"at": one.created_at, "text": one.body, "status": one.status} for one in sent)),
    ]


@inner
def forget(subject: Subject, at: datetime) -> None:
    Notice.objects.filter(party_id=subject.party_id).delete()
    TextMessage.objects.filter(person_id=subject.person_id).delete()


PERSONAL = Personal(tell=tell, forget=forget)
