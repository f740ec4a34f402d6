"""The port for keys that sign documents: whoever holds them, the house sees certificates and signatures alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Signatory:
    """Who signs, in the words of her certificate: a natural person, and for which firm."""

    name: str
    firm: str


class SigningKey(Protocol):
    """One key with its certificate and those that lead to a root, in DER."""

    @property
    def certificate(self) -> bytes: ...

    @property
    def chain(self) -> Sequence[bytes]: ...

    def sign(self, content: bytes) -> bytes:
        """ECDSA or RSA (PKCS #1 v1.5), by the key of the certificate, over the SHA-256 of ``content``."""
        ...


class SigningKeys(Protocol):
    """A certificate authority with a time-stamping service. Network: called outside transactions; ``OSError`` when it does not answer.

    ``for_person`` gives a key that was made for one document (an event certificate): it is asked anew for each.
    ``stamp`` answers a request of RFC 3161 in DER. ``roots`` are the certificates that are trusted, in DER.
    """

    def bank(self) -> Signatory: ...

    def for_bank(self, *, at: datetime) -> SigningKey: ...

    def for_person(self, *, signatory: Signatory, at: datetime) -> SigningKey: ...

    def stamp(self, *, request: bytes, at: datetime) -> bytes: ...

    def roots(self) -> Sequence[bytes]: ...
