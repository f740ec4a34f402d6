"""What becomes of a payout that is not simply paid: approved, rejected, told of by the rail, sent again."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from ecosystem.audit.public import record
from ecosystem.identity.public import require_operator
from ecosystem.kernel.actor import Actor
from ecosystem.kernel.money import to_text
from ecosystem.kernel.verbs import entry, inner
from ecosystem.ledger.public import Leg, available_of, post_transfer
from ecosystem.notices.public import notify, nudge
from ecosystem.once.public import once
from ecosystem.payments.public import clearing_of
from merchants.settlement.public import Settlement, lock_shop
from merchants.shops.public import OWNERS, Shop, shops_where

from ..errors import OwnPayout, PayoutMoved, PayoutNotFound
from ..models import Payout
from ..queries import terms_of
from .going import arrive, go, hand_over_again

Status = Payout.Status


@entry
def approve_payout(*, payout_id: UUID, by: Actor, at: datetime) -> Payout:
    """A second person lets a large payout go.

    Raises:
        NotFound: not an operator.
        PayoutNotFound, PayoutMoved: no such draft.
        OwnPayout: the actor asked for it.
    """
    require_operator(by)
    payout, shop = _locked(payout_id, {Status.DRAFT})
    if payout.made_by == by.name:
        raise OwnPayout
    payout.approved_by = by.name
    payout.version += 1
    go(payout, shop, terms=terms_of(shop.pk), source=clearing_of(payout.pk), by=by, at=at)
    return payout


@entry
def reject_payout(*, payout_id: UUID, reason: str, by: Actor, at: datetime) -> None:
    """Put the money of a draft back to what is available; its entries wait again. Raises as ``approve_payout``."""
    require_operator(by)
    payout, shop = _locked(payout_id, {Status.DRAFT})
    legs = [Leg(clearing_of(payout.pk), -payout.gross_minor), Leg(available_of(shop.party_id), payout.gross_minor)]
    post_transfer(key=f"payout/{payout.pk}/rejected", kind="payout_rejected", legs=legs, at=at)
    Settlement.objects.filter(payout_id=payout.pk).update(payout_id=None)
    told = {"gross_minor": payout.gross_minor, "settlements": payout.settlements}
    record("payouts.reject", target=f"payout/{payout.pk}", by=by, at=at, before=told, reason=reason, about=shop.pk)
    notify(shop.party_id, "payout_rejected", f"payout/{payout.pk}/rejected", {"amount": to_text(payout.gross_minor)}, at=at)
    payout.status, payout.approved_by, payout.version = Status.REJECTED, "", payout.version + 1
    payout.save(update_fields=["status", "approved_by", "version"])
    nudge([shop.party_id], "funds")


@entry
def retry_payout(*, payout_id: UUID, key: str, by: Actor, at: datetime) -> Payout:
    """Send a payout again that failed or was returned, to where the shop wants its money now; once a key.

    Raises:
        PayoutNotFound: not of a shop that the actor owns.
        PayoutMoved: it has not come back.
    """
    with once(key, verb="payouts.retry", by=by, body={"payout": payout_id}, at=at) as turn:
        known = Payout.objects.filter(pk=payout_id, shop__in=shops_where(by, OWNERS)).first()
        if known is None:
            raise PayoutNotFound
        if turn.earlier:
            return known
        turn.remember(payout=payout_id)
        payout, shop = _locked(payout_id, {Status.FAILED, Status.RETURNED})
        hand_over_again(payout, shop, terms=terms_of(shop.pk), by=by, at=at)
        return payout


class PayoutDisbursed:
    """Joined to the port ``Disbursed``."""

    def told(self, *, document_id: UUID, status: str, reference: str, transfer_id: UUID | None, at: datetime) -> None:
        take_outcome(payout_id=document_id, status=status, reference=reference, transfer_id=transfer_id, at=at)


@inner
def take_outcome(*, payout_id: UUID, status: str, reference: str, transfer_id: UUID | None, at: datetime) -> None:
    """What the rail said becomes the payout's status: a return after success reopens it, its money at the bank again."""
    payout, shop = _locked(payout_id, {Status.APPROVED, Status.SUCCEEDED})
    payout.status, payout.reference = Status(status), reference
    if status == Status.SUCCEEDED and transfer_id is not None:
        arrive(payout, shop, transfer_id=transfer_id, at=at)
    payout.save(update_fields=["status", "reference", "arrived_at"])
    if status != Status.SUCCEEDED:
        notify(shop.party_id, "payout_came_back", f"payout/{payout.pk}/{status}/{payout.version}", {"amount": to_text(payout.net_minor)}, at=at)
    nudge([shop.party_id], "funds")


def _locked(payout_id: UUID, before: Collection[str]) -> tuple[Payout, Shop]:
    """The payout and its shop, both held, if it stands in one of ``before``."""
    known = Payout.objects.filter(pk=payout_id).values_list("shop", flat=True).first()
    if known is None:
        raise PayoutNotFound
    shop = lock_shop(known)
    payout = Payout.objects.select_for_update().filter(pk=payout_id).first()
    if payout is None:
        raise PayoutNotFound
    if payout.status not in before:
        raise PayoutMoved
    return payout, shop
