"""Contracts with their signatures, by a library that is loaded with the first of them.

PyHanko and its HTTP client are a sixth of the time in which a process starts, and few processes ever seal.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from importlib import import_module
from typing import Any

from ecosystem.ports import SigningKey, SigningKeys


@dataclass(frozen=True, slots=True)
class Seen:
    """One signature of a document: ``intact`` where nothing it covers changed, ``trusted`` where its certificate and time stamp lead to a root."""

    field: str
    certificate: bytes
    signed_at: datetime | None
    intact: bool
    trusted: bool

    @property
    def is_good(self) -> bool:
        return self.intact and self.trusted and self.signed_at is not None


def _pades() -> Any:
    return import_module(f"{__package__}.pades")


def sealed(document: bytes, key: SigningKey, keys: SigningKeys, *, field: str, at: datetime) -> bytes:
    """The document with one more signature. What the port or its certificates get wrong comes out as whatever error they make of it."""
    whole: bytes = _pades().sealed(document, key, keys, field=field, at=at)
    return whole


def signatures_of(document: bytes, roots: Sequence[bytes], *, at: datetime) -> list[Seen]:
    """Every signature, as of ``at``: an event certificate is valid when it is used and a day longer. Nothing of what is no PDF."""
    found: list[Seen] = _pades().signatures_of(document, roots, at=at)
    return found
