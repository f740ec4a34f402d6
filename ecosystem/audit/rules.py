"""The chain: what is hashed, how links join, and what is signed."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

START = bytes(32)
ID_OCTETS = 8
ROW_OCTETS = ID_OCTETS + 32


@dataclass(frozen=True, slots=True)
class Written:
    """An act as it lies in the table; JSON as PostgreSQL's own text, so that nothing is rounded on the way."""

    id: int
    at: datetime
    actor: str
    act: str
    target: str
    before: str | None
    after: str | None
    reason: str
    xid: int
    about: UUID | None = None

    def digest(self) -> bytes:
        """SHA-256 of the fields as one JSON array, in the order above; times in UTC. What concerns no shop has no field for it."""
        fields = [self.id, self.at.astimezone(UTC).isoformat(timespec="microseconds"), self.actor, self.act, self.target]
        text = json.dumps(
            [*fields, self.before, self.after, self.reason, self.xid, *([str(self.about)] if self.about else [])],
            ensure_ascii=False,
            separators=(",", ":"),
        )
        return hashlib.sha256(text.encode()).digest()


def packed(rows: Iterable[tuple[int, bytes]]) -> bytes:
    return b"".join(number.to_bytes(ID_OCTETS, "big") + digest for number, digest in rows)


def unpacked(listed: bytes) -> Iterator[tuple[int, bytes]]:
    for start in range(0, len(listed), ROW_OCTETS):
        row = listed[start : start + ROW_OCTETS]
        yield int.from_bytes(row[:ID_OCTETS], "big"), row[ID_OCTETS:]


def head_of(previous: bytes, digests: Sequence[bytes]) -> bytes:
    """Each link is SHA-256 of the link before it and the next digest (0x01 ‖ link ‖ digest)."""
    link = previous
    for digest in digests:
        link = hashlib.sha256(b"\x01" + link + digest).digest()
    return link


def statement(number: int, sealed: int, head: bytes) -> bytes:
    """What the signature says: seal ``number`` ends a chain of ``sealed`` acts in ``head``."""
    return b"twin-circles audit v1\n" + f"{number}\n{sealed}\n{head.hex()}\n".encode()
