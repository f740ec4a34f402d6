"""A named set of implementations of one port."""

from __future__ import annotations

import inspect
from collections.abc import Iterator
from typing import Generic, TypeVar

T = TypeVar("T")


class NotThisPort(TypeError):
    """An implementation lacks a method of the port, or takes other parameters."""


class Registry(Generic[T]):
    def __init__(self, what: str, protocol: type) -> None:
        self._what = what
        self._protocol = protocol
        self._joined: dict[str, T] = {}

    def join(self, name: str, implementation: T) -> None:
        """Register under a name, once.

        Raises:
            NotThisPort: a method is missing or its parameters differ; or the name is taken.
        """
        if name in self._joined and type(self._joined[name]) is not type(implementation):
            raise NotThisPort(f"{self._what} {name!r} is taken")
        for method, wanted in inspect.getmembers(self._protocol, inspect.isfunction):
            if method.startswith("_"):
                continue
            given = getattr(implementation, method, None)
            if not callable(given):
                raise NotThisPort(f"{self._what} {name!r} has no {method}()")
            parameters = [p for p in inspect.signature(wanted).parameters if p != "self"]
            if list(inspect.signature(given).parameters) != parameters:
                raise NotThisPort(f"{self._what} {name!r}: {method}() must take {parameters}")
        self._joined[name] = implementation

    def leave(self, name: str) -> None:
        """Take an implementation out again (tests that join one of their own)."""
        self._joined.pop(name, None)

    def named(self, name: str) -> T | None:
        return self._joined.get(name)

    def __iter__(self) -> Iterator[tuple[str, T]]:
        return iter(sorted(self._joined.items()))
