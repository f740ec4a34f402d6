"""The consoles that people work in, each with the navigation that the rooms declare for it."""

from __future__ import annotations

from ecosystem import ports
from ecosystem.kernel.actor import Actor
from ecosystem.ports import Entry

FRAMES = {"shop": "design/merchant.html", "supply": "design/supplier.html"}
# From here on what everybody has in every console.
EVERYBODYS = 100


def entries_of(actor: Actor, console: str) -> list[Entry]:
    """The pages of a console that answer the actor, in their order; none for a visitor."""
    if not actor.is_signed_in:
        return []
    found = [entry for _name, room in ports.navigations for entry in room.entries(actor=actor, console=console)]
    return sorted(found, key=lambda entry: entry.place)


def frame_of(actor: Actor) -> str:
    """The frame of the console in which the actor has most to do, or nothing for whoever works in none."""
    work = {console: sum(entry.place < EVERYBODYS for entry in entries_of(actor, console)) for console in FRAMES}
    most = max(FRAMES, key=lambda console: work[console])
    return FRAMES[most] if work[most] else ""
