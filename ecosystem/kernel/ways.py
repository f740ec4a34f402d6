"""Ways to pay that name something of the payer's own, such as one of her cards: which kind, and which of them."""

from __future__ import annotations

from uuid import UUID

NOBODYS = UUID(int=0)
# A kind, the id of a thing in hexadecimal, and who brings what that does not cover.
LONGEST_WAY = 60


def way_to(kind: str, thing: UUID) -> str:
    return f"{kind}{thing.hex}"


def named_in(way: str, kind: str) -> UUID | None:
    """What a way of this kind names, nobody's where its name is none; ``None`` where it is another way."""
    if not way.startswith(kind):
        return None
    try:
        return UUID(way.removeprefix(kind).partition("/")[0])
    except ValueError:
        return NOBODYS


def rest_of(way: str, kind: str) -> str:
    """The method that such a way names for what its thing does not cover; empty where it names none."""
    return way.removeprefix(kind).partition("/")[2] if way.startswith(kind) else ""
