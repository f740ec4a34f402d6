"""From a notice to those who read it, by the ways that they want, at an hour that they allow."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import datetime, timedelta
from uuid import UUID

from django.urls import NoReverseMatch, reverse
from django.utils import translation

from ecosystem.identity.public import Person
from ecosystem.kernel.verbs import entry

from . import access
from .models import Device, Message, Notice, QuietHours, Wish
from .quiet import Quiet, not_before
from .topics import PUSH, URGENT, topic_of, version_of, wanted

# What nobody spread within an hour is no news any more; it stands on the page.
NEWS_FOR = timedelta(hours=1)
Said = dict[tuple[str, str], bool]


@entry
def spread_notices(*, at: datetime, most: int = 200) -> int:
    """See to it that whoever reads a fresh notice is told by her own ways as well, each event once; how many messages.

    Safe to run by several workers.
    """
    fresh = Notice.objects.filter(spread_at=None, created_at__gt=at - NEWS_FOR).select_for_update(skip_locked=True, no_key=True)
    notices = list(fresh.order_by("created_at", "pk")[:most])
    if not notices:
        return 0
    readers = access.readers_of([notice for notice in notices if notice.read_at is None])
    people = sorted({person for found in readers.values() for person in found})
    messages = list(_drafted(notices, readers, Ways(people), at))
    Message.objects.bulk_create(sorted(messages, key=lambda one: (one.person_id, one.key)), ignore_conflicts=True)
    Notice.objects.filter(pk__in=[notice.pk for notice in notices]).update(spread_at=at)
    return len(messages)


class Ways:
    """How some people want to be told; four statements, however many they are."""

    def __init__(self, people: Collection[UUID]) -> None:
        self.said: dict[UUID, Said] = defaultdict(dict)
        for person_id, topic, channel, wants in Wish.objects.filter(person_id__in=people).values_list("person_id", "topic", "channel", "wants"):
            self.said[person_id][topic, channel] = wants
        hours = QuietHours.objects.filter(person_id__in=people)
        self.quiet = {row.person_id: Quiet(row.starts, row.ends, row.zone) for row in hours}
        self.with_device = set(Device.objects.filter(person_id__in=people).values_list("person_id", flat=True))
        self.language = dict(Person.objects.filter(pk__in=people).values_list("pk", "language"))

    def of(self, person_id: UUID, kind: str) -> list[str]:
        """Ways in the order in which they are tried; a device is one only where she let one in."""
        return [way for way in wanted(topic_of(kind), self.said[person_id]) if way != PUSH or person_id in self.with_device]


def _drafted(notices: Iterable[Notice], readers: dict[int, list[UUID]], ways: Ways, at: datetime) -> Iterable[Message]:
    for notice in notices:
        for person_id in readers.get(notice.pk, ()):
            channels = ways.of(person_id, notice.kind)
            if not channels:
                continue
            with translation.override(ways.language[person_id]):
                body = notice.sentence
            # An alarm is told at once; its text message is sent by the alarm itself, and later.
            goes_at = at if notice.kind in URGENT else not_before(at, ways.quiet.get(person_id))
            yield Message(
                person_id=person_id,
                kind=notice.kind,
                key=notice.key,
                notice_id=notice.pk,
                version=version_of(notice.kind),
                channel=channels[0],
                later=channels[1:],
                body=body,
                page=_address(notice.page),
                created_at=at,
                next_try_at=goes_at,
            )


def _address(page: str) -> str:
    """The address of a page of another wing, or nothing where that wing is not installed."""
    try:
        return reverse(page)
    except NoReverseMatch:
        return ""
