"""How somebody wants to be told: topics by ways, quiet hours, and the devices that she lets in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, time
from uuid import UUID
from zoneinfo import available_timezones

from django.utils.functional import Promise

from ecosystem.audit.public import record
from ecosystem.kernel.actor import Actor
from ecosystem.kernel.errors import Unauthenticated
from ecosystem.kernel.verbs import entry

from .errors import BadDevice, BadQuietHours
from .models import Device, QuietHours, Wish
from .pushing import NotAPushService, require_known_host
from .quiet import Quiet
from .topics import CHANNELS, CHOSEN_BY_ITSELF, TOPICS
from .webpush import UnusableDevice, decode, point_of

MOST_DEVICES = 10
LONGEST_ENDPOINT = 1000


# A topic, its words, and each way with its words and whether it is wanted.
Row = tuple[str, Promise | str, list[tuple[str, Promise | str, bool]]]


@dataclass(frozen=True, slots=True)
class Keys:
    """What a browser gives out with its subscription (Push API): an address and two keys, base64url."""

    endpoint: str
    p256dh: str
    auth: str


@entry
def set_ways(*, wants: Mapping[tuple[str, str], bool], quiet: Quiet | None, by: Actor, at: datetime) -> None:
    """Say of topics whether they come by a way, and when nobody is to be disturbed; what is not said stays. Counts for what is told from now on.

    Raises:
        Unauthenticated: nobody is signed in.
        BadQuietHours: they begin when they end, or in no place that is known.
    """
    if by.person_id is None:
        raise Unauthenticated
    if quiet is not None and (quiet.starts == quiet.ends or quiet.zone not in available_timezones()):
        raise BadQuietHours
    known = {(topic, channel): wish for (topic, channel), wish in wants.items() if topic in TOPICS and channel in CHANNELS}
    before = _standing(by.person_id)
    hers = Wish.objects.filter(person_id=by.person_id)
    by_itself = [pair for pair, wish in known.items() if wish == (pair[1] in CHOSEN_BY_ITSELF)]
    hers.filter(pk__in=[row.pk for row in hers if (row.topic, row.channel) in by_itself]).delete()
    said = [(topic, channel, wish) for (topic, channel), wish in sorted(known.items()) if (topic, channel) not in by_itself]
    rows = [Wish(person_id=by.person_id, topic=topic, channel=channel, wants=wish) for topic, channel, wish in said]
    Wish.objects.bulk_create(rows, update_conflicts=True, unique_fields=["person_id", "topic", "channel"], update_fields=["wants"])
    if quiet is None:
        QuietHours.objects.filter(person_id=by.person_id).delete()
    else:
        QuietHours.objects.update_or_create(person_id=by.person_id, defaults={"starts": quiet.starts, "ends": quiet.ends, "zone": quiet.zone})
    record("notices.set_ways", target=f"person/{by.person_id}", by=by, at=at, before=before, after=_standing(by.person_id))


def _standing(person_id: UUID) -> dict[str, object]:
    """How much somebody has said, and not what: when she sleeps is nobody's business."""
    return {"quiet": QuietHours.objects.filter(person_id=person_id).exists(), "wishes": Wish.objects.filter(person_id=person_id).count()}


@entry
def let_device_in(*, keys: Keys, session_key: str, by: Actor, at: datetime) -> Device:
    """Wake this browser for the actor from now on, for as long as the session lasts; whoever used it before is not told there any more.

    Raises:
        Unauthenticated: nobody is signed in.
        BadDevice: its keys are none, or its push service is none that we know.
    """
    if by.person_id is None or not session_key:
        raise Unauthenticated
    _require_usable(keys)
    values = {"person_id": by.person_id, "session_key": session_key, "p256dh": keys.p256dh, "auth": keys.auth, "made_at": at}
    device, _made = Device.objects.update_or_create(endpoint=keys.endpoint, defaults=values)
    # A browser forgets its address now and then and makes a new one; the oldest are those.
    kept = Device.objects.filter(person_id=by.person_id).order_by("-made_at", "-pk").values_list("pk", flat=True)[:MOST_DEVICES]
    Device.objects.filter(person_id=by.person_id).exclude(pk__in=list(kept)).delete()
    return device


@entry
def let_device_go(*, endpoint: str, by: Actor) -> int:
    """Do not wake this browser for the actor any more; how many devices that were."""
    return Device.objects.filter(person_id=by.person_id, endpoint=endpoint).delete()[0] if by.person_id else 0


def ways_of(person_id: UUID) -> tuple[list[Row], QuietHours | None]:
    """Every topic with every way and whether it is wanted, and the quiet hours; two statements."""
    said = {(topic, channel): wants for topic, channel, wants in Wish.objects.filter(person_id=person_id).values_list("topic", "channel", "wants")}
    rows = [
        (topic, label, [(channel, name, said.get((topic, channel), channel in CHOSEN_BY_ITSELF)) for channel, name in CHANNELS.items()])
        for topic, label in TOPICS.items()
    ]
    return rows, QuietHours.objects.filter(person_id=person_id).first()


def clock_from(text: str) -> time:
    """``"22:00"``. Raises ``BadQuietHours``."""
    try:
        return time.fromisoformat(text)
    except ValueError:
        raise BadQuietHours from None


def _require_usable(keys: Keys) -> None:
    try:
        require_known_host(keys.endpoint)
        point_of(decode(keys.p256dh))
        usable = len(decode(keys.auth)) == 16 and len(keys.endpoint) <= LONGEST_ENDPOINT
    except (NotAPushService, UnusableDevice, ValueError) as error:
        raise BadDevice from error
    if not usable:
        raise BadDevice
