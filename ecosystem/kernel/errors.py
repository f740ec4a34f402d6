"""Refusals: what a person may be told, with a code that never changes.

A refusal is expected; it is answered, never logged as an error. Rooms subclass one of the
kinds below, so that the web knows how to answer without the room knowing HTTP.
"""

from __future__ import annotations

from typing import Any, ClassVar

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class DomainError(Exception):
    """A refusal. Subclasses set ``code``, ``sentence`` and ``next_step``.

    ``sentence`` and ``next_step`` are lazy translations and may name the keyword arguments
    given to the constructor as ``%(name)s``. ``details`` are plain data for machines.
    """

    code: ClassVar[str] = "refused"
    sentence: ClassVar[str | Promise] = _("This can't be done.")
    next_step: ClassVar[str | Promise] = _("Check what you entered and try again.")

    def __init__(self, *, details: dict[str, Any] | None = None, **values: Any) -> None:
        super().__init__(self.code)
        self.values = values
        self.details = details or {}

    def explain(self) -> str:
        return str(self.sentence) % self.values if self.values else str(self.sentence)

    def advise(self) -> str:
        return str(self.next_step) % self.values if self.values else str(self.next_step)


class Invalid(DomainError):
    """The request contradicts a rule that the caller could have known."""

    code = "invalid"


class Conflict(DomainError):
    """The world changed between the look and the act: look again."""

    code = "conflict"
    sentence = _("Something changed in the meantime.")
    next_step = _("Look at the page again and repeat what you wanted.")


class Forbidden(DomainError):
    """The actor may know of the thing, but not do this to it."""

    code = "forbidden"
    sentence = _("You may not do this.")
    next_step = _("Ask the owner of the shop or your bank for the right.")


class NotFound(DomainError):
    """Absent, or not for this actor to know of: the same answer."""

    code = "not_found"
    sentence = _("There is nothing here, or nothing for you.")
    next_step = _("Check the address, or sign in as somebody who may see it.")


class Unauthenticated(DomainError):
    code = "sign_in_first"
    sentence = _("Sign in first.")
    next_step = _("Sign in, then repeat what you wanted.")


class OutsideTransaction(RuntimeError):
    """An inner verb was called with no transaction around it: a mistake in our code."""
