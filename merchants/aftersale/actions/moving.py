"""One change of a case: its status and deadline, the step in its history, the audit, and who is told."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from uuid import UUID

from ecosystem.audit.public import record
from ecosystem.kernel.actor import Actor
from ecosystem.kernel.money import to_text
from ecosystem.kernel.photos import Shot
from ecosystem.kernel.verbs import inner
from ecosystem.notices.public import notify, nudge

from ..errors import CaseMoved
from ..models import Case, Step
from ..models.cases import ENDED
from ..photos import keep

BUYER, SHOP, PLATFORM = Step.Side.BUYER, Step.Side.SHOP, Step.Side.PLATFORM
Act, Status = Step.Act, Case.Status
# What each act is told as, to whom.
TOLD = {
    Act.APPLY: ((SHOP, "after_sale_applied"),),
    Act.WITHDRAW: ((SHOP, "after_sale_withdrawn"),),
    Act.AGREE: ((BUYER, "after_sale_agreed"),),
    Act.REJECT: ((BUYER, "after_sale_rejected"),),
    Act.OFFER: ((BUYER, "after_sale_offered"),),
    Act.TAKE_OFFER: ((SHOP, "after_sale_offer_taken"),),
    Act.LEAVE_OFFER: ((SHOP, "after_sale_offer_left"),),
    Act.SEND_BACK: ((SHOP, "after_sale_sent_back"),),
    Act.REFUSE_GOODS: ((BUYER, "after_sale_goods_refused"),),
    Act.ESCALATE: ((SHOP, "after_sale_escalated"),),
    Act.DECIDE: ((BUYER, "after_sale_decided_buyer"), (SHOP, "after_sale_decided")),
    Act.REFUNDED: ((BUYER, "after_sale_refunded"), (SHOP, "after_sale_refunded_shop")),
}


def require(case: Case, *statuses: str) -> None:
    """Raises ``CaseMoved`` unless the case, held, stands in one of these."""
    if case.status not in statuses:
        raise CaseMoved(status=str(Case.Status(case.status).label))


def side_of(by: Actor, side: str) -> str:
    """A clock's act is the platform's, for whomever it acts."""
    return PLATFORM if by.is_platform else side


@inner
def move(
    case: Case,
    to: str,
    act: str,
    *,
    side: str,
    by: Actor,
    at: datetime,
    due_at: datetime | None = None,
    text: str = "",
    amount_minor: int | None = None,
    shots: Sequence[Shot] = (),
    about: UUID | None = None,
) -> Step:
    """Take a held case to ``to``, and tell whom it concerns. The caller has asked whether it may go there."""
    before = case.status
    case.status, case.due_at = to, due_at
    case.ended_at = at if to in ENDED else None
    case.version += 1
    case.save()
    step = write(case, act, side=side, by=by, at=at, text=text, amount_minor=amount_minor, shots=shots)
    record(
        f"aftersale.{act}",
        target=case,
        by=by,
        at=at,
        before={"status": before},
        after={"status": to, "amount_minor": amount_minor},
        reason="" if side == BUYER else text,
    )
    _tell(case, act, case.asked_minor if amount_minor is None else amount_minor, at=at)
    return step


@inner
def write(
    case: Case,
    act: str,
    *,
    side: str,
    by: Actor,
    at: datetime,
    text: str = "",
    amount_minor: int | None = None,
    shots: Sequence[Shot] = (),
) -> Step:
    """A step of the case's history, with its pictures; wakes the pages of both sides."""
    step = Step.objects.create(case=case, act=act, side=side, by=by.name, text=text, amount_minor=amount_minor, at=at)
    keep(shots, step)
    nudge(parties_of(case), "aftersale")
    return step


def parties_of(case: Case) -> Collection[UUID]:
    return {party for party in (case.buyer_id, case.shop.party_id) if party}


def _tell(case: Case, act: str, amount_minor: int, *, at: datetime) -> None:
    for side, kind in TOLD.get(Act(act), ()):
        party = case.buyer_id if side == BUYER else case.shop.party_id
        # What the shop does of its own accord it knows.
        if party and not (case.by_shop and side == SHOP):
            values = {"number": case.order.number, "amount": to_text(amount_minor)}
            notify(party, kind, f"aftersale/{case.pk}/{case.version}/{kind}", values, at=at)
