"""Facts name a person by code names alone; whoever leaves takes the key with her, and they name nobody."""

from __future__ import annotations

from datetime import datetime

from ecosystem.kernel.actor import platform
from ecosystem.kernel.verbs import inner
from ecosystem.ports import Personal, Subject

from .pseudonyms import forget as destroy_key


@inner
def forget(subject: Subject, at: datetime) -> None:
    destroy_key(subject.party_id, by=platform("privacy.erase"), at=at)


PERSONAL = Personal(forget=forget)
