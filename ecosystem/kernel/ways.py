"""Ways to pay that name something of the payer's own, such as one of her cards: which kind, and which of them."""

from __future__ import annotations

from uuid import UUID

NOBODYS = UUID(int=0)


def way_to(kind: str, thing: UUID) -> str:
    return f"{kind}{thing.hex}"


def named_in(way: str, kind: str) -> UUID | None:
    """What a way of this kind names, nobody's where its name is none; ``None`` where it is another way."""
    if not way.startswith(kind):
        return None
    try:
        return UUID(way.removeprefix(kind))
    except ValueError:
        return NOBODYS
