"""Two kinds of verb, told apart at the definition.

An entry verb owns its transaction (``@entry``); an inner verb joins its caller's (``@inner``)
and refuses to run without one, since half of what it does would then be committed alone.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

from django.db import connection, transaction

from .errors import OutsideTransaction

P = ParamSpec("P")
R = TypeVar("R")


def entry(verb: Callable[P, R]) -> Callable[P, R]:
    """One durable transaction around the verb; calling it inside another is an error."""
    return transaction.atomic(durable=True)(verb)


def inner(verb: Callable[P, R]) -> Callable[P, R]:
    """Refuse to run outside a transaction (raises ``OutsideTransaction``)."""

    @wraps(verb)
    def inside(*args: P.args, **kwargs: P.kwargs) -> R:
        if not connection.in_atomic_block:
            raise OutsideTransaction(f"{verb.__module__}.{verb.__qualname__} needs a transaction around it")
        return verb(*args, **kwargs)

    return inside
