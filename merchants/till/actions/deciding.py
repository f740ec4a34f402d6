"""What a manager decides about sales, and uses of vouchers, that came from a till's queue."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from ecosystem.audit.public import record
from ecosystem.kernel.actor import Actor
from ecosystem.kernel.verbs import entry, inner

from .. import access
from ..errors import ReasonMissing, SaleDropped
from ..models import Todo
from .asking import ask_about
from .redeeming import use_as_taken
from .replaying import booked_sale
from .tickets import read_taken, read_ticket


@entry
def book_again(*, todo_id: UUID, by: Actor, at: datetime) -> Todo:
    """Book what was held now that its cause is mended; a use of a voucher may have come however late, since a manager decides.

    Raises ``TodoNotFound``, ``SaleDropped`` where somebody decided against it, and what the books still refuse.
    """
    todo = access.todo_for(by, todo_id)
    if todo.closed_at is not None and not todo.booked:
        raise SaleDropped
    if todo.booked or todo.ticket is None:
        return todo
    if todo.kind == Todo.Kind.VOUCHER:
        use_as_taken(shop=todo.shop, taken=read_taken(todo.ticket), by=by, at=at)
    else:
        _sale, found = booked_sale(todo.shop, read_ticket(todo.ticket), by=by, at=at)
        ask_about(todo.shop, todo.sale_id, found, by=by, at=at)
    todo.booked = True
    _close(todo, reason="", by=by, at=at)
    return todo


@entry
def drop_held(*, todo_id: UUID, reason: str, by: Actor, at: datetime) -> Todo:
    """Decide that what was held is not booked, and why. Raises ``TodoNotFound`` or ``ReasonMissing``."""
    todo = access.todo_for(by, todo_id)
    if not reason.strip():
        raise ReasonMissing
    if not todo.booked and todo.closed_at is None:
        _close(todo, reason=reason.strip()[:200], by=by, at=at)
    return todo


@entry
def close_todo(*, todo_id: UUID, by: Actor, at: datetime) -> Todo:
    """Somebody has seen what a booked sale was asked about. Raises ``TodoNotFound``."""
    todo = access.todo_for(by, todo_id)
    if todo.booked and todo.closed_at is None:
        _close(todo, reason="", by=by, at=at)
    return todo


@inner
def _close(todo: Todo, *, reason: str, by: Actor, at: datetime) -> None:
    todo.closed_at, todo.closed_by_id, todo.reason = at, by.person_id, reason
    todo.save(update_fields=["closed_at", "closed_by", "reason", "booked"])
    record(
        "till.close_todo",
        target=f"order/{todo.sale_id}",
        by=by,
        at=at,
        after={"kind": todo.kind, "booked": todo.booked},
        reason=reason,
        about=todo.shop_id,
    )
