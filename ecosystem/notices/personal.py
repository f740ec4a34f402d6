"""What somebody was told, and by which ways. All of it goes with her."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from ecosystem.kernel.verbs import inner
from ecosystem.ports import Personal, Section, Subject

from .models import Device, Message, Notice, QuietHours, Wish


def tell(subject: Subject) -> Sequence[Section]:
    told = Notice.objects.filter(party_id=subject.party_id).order_by("pk")
    sent = Message.objects.filter(person_id=subject.person_id).order_by("pk")
    wishes = Wish.objects.filter(person_id=subject.person_id).order_by("pk")
    devices = Device.objects.filter(person_id=subject.person_id).order_by("pk")
    quiet = QuietHours.objects.filter(person_id=subject.person_id)
    news = ({"at": one.created_at, "text": one.sentence, "until": one.read_at} for one in told.iterator(chunk_size=2000))
    ways = ({"what": one.topic, "how": one.channel, "status": one.wants} for one in wishes)
    hours = ({"from": str(one.starts), "until": str(one.ends), "address": one.zone} for one in quiet)
    return [
        Section("notices", _("Notices to you"), news),
        Section("wishes", _("How you want to be told"), ways),
        Section("quiet_hours", _("Quiet hours"), hours),
        Section("devices", _("Devices that may be woken"), ({"at": one.made_at, "endpoint": one.endpoint} for one in devices)),
        Section(
            "messages",
            _("Messages to you by other ways"),
            ({"at": one.created_at, "how": one.channel, "text": one.body, "status": one.status} for one in sent),
        ),
    ]


@inner
def forget(subject: Subject, at: datetime) -> None:
    Notice.objects.filter(party_id=subject.party_id).delete()
    for hers in (Message, Wish, QuietHours, Device):
        hers.objects.filter(person_id=subject.person_id).delete()


PERSONAL = Personal(tell=tell, forget=forget)
