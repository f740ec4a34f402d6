"""Stopping a merchant's selling by decision, going on, and ending the contract."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from ecosystem.feed.public import publish
from ecosystem.kernel.actor import Actor
from ecosystem.kernel.verbs import entry

from .. import access
from ..errors import BadHold, FileMoved
from ..facts import MerchantTerminated
from ..models import MerchantFile, Suspension
from ..rules.standing import require_status
from .deciding import said_why
from .moving import lift, move, suspend, tell_owners

Status, Cause = MerchantFile.Status, Suspension.Cause
LONGEST_HOLD = timedelta(days=90)


@entry
def suspend_merchant(*, file_id: UUID, reason: str, hold_until: datetime | None, by: Actor, at: datetime) -> MerchantFile:
    """No new orders for any shop of the merchant. Open orders are finished, and money is paid out unless it is held until a day.

    Raises:
        FileNotFound, SamePerson: not for this operator.
        ReasonMissing, BadHold: no word why, or a hold that is over or has no end in sight.
        FileMoved: it is not active, or stopped by the bank already.
    """
    file = access.case_for(by, file_id, lock=True)
    access.require_other(by, file)
    require_status(file.status, {Status.ACTIVE, Status.SUSPENDED})
    if hold_until is not None and not at < hold_until <= at + LONGEST_HOLD:
        raise BadHold
    if suspend(file, Cause.BANK, by=by, at=at, reason=said_why(reason), hold_until=hold_until) is None:
        raise FileMoved
    return file


@entry
def resume_merchant(*, file_id: UUID, by: Actor, at: datetime) -> MerchantFile:
    """End the bank's own stop; an expired document goes on stopping the shop. Raises ``FileNotFound``, ``SamePerson`` or ``FileMoved``."""
    file = access.case_for(by, file_id, lock=True)
    access.require_other(by, file)
    if not lift(file, Cause.BANK, by=by, at=at):
        raise FileMoved
    return file


@entry
def terminate_merchant(*, file_id: UUID, reason: str, by: Actor, at: datetime) -> MerchantFile:
    """End the contract for good: no orders any more; what is open is finished and paid out. Raises as ``suspend_merchant``."""
    file = access.case_for(by, file_id, lock=True)
    access.require_other(by, file)
    said = said_why(reason)
    require_status(file.status, {Status.APPROVED, Status.ACTIVE, Status.SUSPENDED})
    move(file, Status.TERMINATED, by=by, at=at, reason=said)
    suspend(file, Cause.ENDED, by=by, at=at, reason=said)
    publish(MerchantTerminated(), about=file.merchant_id, key=f"file/{file.pk}/terminated", at=at)
    tell_owners(file, "file_terminated", f"file/{file.pk}/terminated", at=at)
    return file
