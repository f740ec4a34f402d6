"""What a body may hold: whole numbers, no floats; code names, no people."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterable, Iterator
from typing import Any, Protocol, TypeVar
from uuid import UUID

KIND = r"^[a-z]+\.[a-z]+(_[a-z]+)*$"
DEEPEST = 4
PSEUDONYM_LENGTH = 32
# Parts of a key, split at "_": "buyer_phone" and "name_zh" are as telling as "phone" and "name".
DIRECT_IDENTIFIERS = frozenset(
    {"address", "birthday", "email", "iban", "idcard", "ip", "lat", "latitude", "lng", "longitude", "mail", "mobile", "name"}
    | {"nickname", "openid", "passport", "person", "phone", "signature", "surname", "tel", "telephone", "wechat"}
)


def fault_in(body: dict[str, Any]) -> str | None:
    """The first thing in a body that a fact may not hold, as ``"lines.0.price: float"``."""
    return next(_faults(body, "", 0), None)


def _faults(value: Any, path: str, depth: int) -> Iterator[str]:
    if depth > DEEPEST:
        yield f"{path}: too deep"
    elif isinstance(value, float):
        yield f"{path}: float"
    elif isinstance(value, str) and "@" in value:
        yield f"{path}: address"
    elif isinstance(value, dict):
        for key, inside in value.items():
            where = f"{path}.{key}".lstrip(".")
            if not isinstance(key, str) or DIRECT_IDENTIFIERS & set(key.lower().split("_")):
                yield f"{where}: names a person"
            yield from _faults(inside, where, depth + 1)
    elif isinstance(value, (list, tuple)):
        for index, inside in enumerate(value):
            yield from _faults(inside, f"{path}.{index}", depth + 1)


def code_name(key: bytes, within: UUID) -> str:
    """HMAC-SHA256 of the place under the subject's key: 128 bits in hexadecimal.

    The same subject has another name in every place, so two shops cannot join their customers.
    """
    return hmac.new(key, within.bytes, hashlib.sha256).hexdigest()[:PSEUDONYM_LENGTH]


class Correctable(Protocol):
    @property
    def pk(self) -> Any: ...

    @property
    def corrects(self) -> int | None: ...


T = TypeVar("T", bound=Correctable)


def as_corrected(facts: Iterable[T]) -> list[T]:
    """The facts that stand: without those that a later one among them corrects."""
    told = list(facts)
    corrected = {fact.corrects for fact in told if fact.corrects is not None}
    return [fact for fact in told if fact.pk not in corrected]
