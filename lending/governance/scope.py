"""Whose sums a page tells: the whole bank's, or an office's with those below it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.http import HttpRequest

from ecosystem.kernel.actor import Actor
from lending.offices.public import Office, OfficeNotFound, is_office_manager, office_for, offices_to_choose, sees_all
from lending.scoring.public import require_risk_manager


@dataclass(frozen=True, slots=True)
class Scope:
    """``office`` is the one whose sums are told, ``None`` the whole bank; ``offices`` are those that she may choose."""

    office: UUID | None
    offices: Sequence[Office]
    is_whole: bool

    @property
    def named(self) -> Office | None:
        return next((one for one in self.offices if one.pk == self.office), None)

    @property
    def may_choose(self) -> bool:
        return len(self.offices) + self.is_whole > 1

    @property
    def query(self) -> str:
        """For links that stay with the office."""
        return f"office={self.office}" if self.office else ""


def scope_of(request: HttpRequest, by: Actor) -> Scope:
    """``?office=`` chooses one. Raises ``OfficeNotFound``: there is none, or she does not see it."""
    asked = request.GET.get("office", "")
    try:
        wanted = UUID(asked) if asked else None
    except ValueError:
        raise OfficeNotFound from None
    return Scope(office_for(by, wanted), offices_to_choose(by), sees_all(by))


def require_watcher(by: Actor) -> None:
    """For the sums alone: a risk manager, or whoever answers for an office. Raises ``Unauthenticated``, ``RiskManagersOnly``."""
    if not is_office_manager(by):
        require_risk_manager(by)
