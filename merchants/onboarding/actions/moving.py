"""How every verb of this room moves a file and its standing; the caller holds the file."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from ecosystem.audit.public import record
from ecosystem.feed.public import publish
from ecosystem.identity.public import Membership
from ecosystem.kernel.actor import Actor
from ecosystem.kernel.clock import business_date
from ecosystem.kernel.verbs import inner
from ecosystem.notices.public import notify, nudge
from merchants.shops.public import OWNERS, hold_funds, lift_suspension, release_funds, suspend_selling

from .. import queries
from ..errors import FileMoved
from ..facts import MerchantActivated, SellingResumed, SellingSuspended
from ..models import MerchantFile, Suspension
from ..rules.standing import may_move

Status, Cause = MerchantFile.Status, Suspension.Cause
# The heaviest first: what the shop reads when there are several.
WEIGHT = (Cause.ENDED, Cause.BANK, Cause.DOCUMENTS, Cause.UNFINISHED)


@inner
def move(file: MerchantFile, to: str, *, by: Actor, at: datetime, reason: str = "", **fields: Any) -> None:
    """One UPDATE that only the status seen can take. Raises ``FileMoved``."""
    before = file.status
    if not may_move(before, to):
        raise FileMoved(details={"stands": before})
    values = {"status": to, "moved_at": at, "reason": reason, "version": file.version + 1, **fields}
    if not MerchantFile.objects.filter(pk=file.pk, status=before, version=file.version).update(**values):
        raise FileMoved
    for name, value in values.items():
        setattr(file, name, value)
    record(f"onboarding.{to}", target=file, by=by, at=at, before={"status": before}, after={"status": to}, reason=reason)
    if file.party_id:
        nudge([file.party_id], "onboarding")


@inner
def tell_owners(file: MerchantFile, kind: str, key: str, *, at: datetime, **values: Any) -> None:
    """Notices go to people: the owners of the party, or who began the file."""
    people = Membership.objects.filter(party=file.party_id, role__in=list(OWNERS), ended_at=None) if file.party_id else None
    parties = set(people.values_list("person__party_id", flat=True)) if people is not None else {file.founder.party_id}
    for party_id in sorted(parties):
        notify(party_id, kind, f"{key}/{party_id}", values, at=at)


@inner
def activate_if_ready(file: MerchantFile, *, by: Actor, at: datetime) -> bool:
    """From ``approved`` to ``active`` once its account is open and a shop has an address and hours."""
    if file.status != Status.APPROVED or not queries.may_trade(file):
        return False
    move(file, Status.ACTIVE, by=by, at=at)
    lift(file, Cause.UNFINISHED, by=by, at=at)
    publish(MerchantActivated(file.legal_form, file.trade), about=file.merchant_id, key=f"file/{file.pk}/active", at=at)
    tell_owners(file, "file_active", f"file/{file.pk}/active", at=at)
    return True


@inner
def suspend(file: MerchantFile, cause: str, *, by: Actor, at: datetime, reason: str = "", hold_until: datetime | None = None) -> Suspension | None:
    """Stop the party's shops for a cause, once; nothing where it stands already."""
    if file.suspensions.filter(cause=cause, lifted_at=None).exists():
        return None
    made = Suspension.objects.create(file=file, cause=cause, reason=reason, hold_until=hold_until, began_at=at, began_by=by.name)
    if hold_until:
        hold_funds(party_id=file.merchant_id, why=reason, until=hold_until, by=by, at=at)
    _apply(file, by=by, at=at)
    fact = SellingSuspended(cause=str(cause), funds_held=hold_until is not None)
    publish(fact, about=file.merchant_id, key=f"suspension/{made.pk}/began", at=at)
    tell_owners(file, f"selling_suspended_{cause}", f"suspension/{made.pk}", at=at)
    return made


@inner
def lift(file: MerchantFile, cause: str, *, by: Actor, at: datetime) -> bool:
    """End a cause; the shops take orders again when it was the last."""
    standing = file.suspensions.filter(cause=cause, lifted_at=None).first()
    if standing is None:
        return False
    standing.lifted_at, standing.lifted_by = at, by.name
    standing.save(update_fields=["lifted_at", "lifted_by"])
    if standing.hold_until:
        release_funds(party_id=file.merchant_id, by=by, at=at)
    _apply(file, by=by, at=at)
    publish(SellingResumed(cause=str(cause)), about=file.merchant_id, key=f"suspension/{standing.pk}/lifted", at=at)
    if not file.suspensions.filter(lifted_at=None).exists():
        tell_owners(file, "selling_resumed", f"suspension/{standing.pk}/lifted", at=at)
    return True


@inner
def settle_documents(file: MerchantFile, *, by: Actor, at: datetime) -> None:
    """Suspend for papers whose grace is over, lift when none is left."""
    overdue = any(item.stops(business_date(at)) for item in queries.checklist_of(file, on=business_date(at)))
    if overdue and file.status in {Status.ACTIVE, Status.SUSPENDED}:
        suspend(file, Cause.DOCUMENTS, by=by, at=at)
    elif not overdue:
        lift(file, Cause.DOCUMENTS, by=by, at=at)


def _apply(file: MerchantFile, *, by: Actor, at: datetime) -> None:
    open_causes = set(file.suspensions.filter(lifted_at=None).values_list("cause", flat=True))
    heaviest = next((cause for cause in WEIGHT if cause in open_causes), None)
    if heaviest is None:
        lift_suspension(party_id=file.merchant_id, by=by, at=at)
    else:
        suspend_selling(party_id=file.merchant_id, why=str(heaviest), by=by, at=at)
    if heaviest and file.status == Status.ACTIVE:
        move(file, Status.SUSPENDED, by=by, at=at)
    elif heaviest is None and file.status == Status.SUSPENDED:
        move(file, Status.ACTIVE, by=by, at=at)
