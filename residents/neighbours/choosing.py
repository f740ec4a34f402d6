"""Counting among the neighbours, or not."""

from __future__ import annotations

from datetime import datetime

from ecosystem.audit.public import record
from ecosystem.kernel.actor import Actor
from ecosystem.kernel.errors import Unauthenticated
from ecosystem.kernel.verbs import entry

from .models import Choice


@entry
def choose_to_count(*, counts: bool, by: Actor, at: datetime) -> None:
    """What the actor buys counts in what neighbours bought, or does not, in every neighbourhood and at every shop.

    It counts from the next reading on, for what she bought within the window as well. Saying it twice is saying it once.

    Raises:
        Unauthenticated: nobody is signed in.
    """
    if by.party_id is None:
        raise Unauthenticated
    # Who never said anything counts: saying that she does is no change.
    Choice.objects.bulk_create([Choice(party_id=by.party_id, counts=True, read=True, changed_at=at)], ignore_conflicts=True)
    said = Choice.objects.filter(party=by.party_id).exclude(counts=counts)
    if said.update(counts=counts, read=False, changed_at=at):
        record("neighbours.choose", target=f"party/{by.party_id}", by=by, at=at, after={"counts": counts})
