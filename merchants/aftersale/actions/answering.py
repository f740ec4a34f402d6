"""What the shop does: agree, refuse, offer a part, take goods back or refuse them; and what either side says."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from ecosystem.kernel.actor import Actor
from ecosystem.kernel.money import to_text
from ecosystem.kernel.photos import Shot
from ecosystem.kernel.verbs import entry, inner
from ecosystem.once.public import once

from .. import access, queries, rules
from ..errors import BadOffer, CaseMoved
from ..models import Case, Step
from .moving import BUYER, PLATFORM, SHOP, Act, Status, move, require, side_of, write
from .refunding import give_money


@entry
def agree(*, case_id: UUID, with_delivery_fee: bool = False, key: str, by: Actor, at: datetime) -> Case:
    """The shop agrees: the money goes back now, or once the goods are back. Once a key.

    Raises:
        CaseNotFound: not a case of a shop that the actor keeps.
        CaseMoved: it was answered or taken back.
    """
    with once(key, verb="aftersale.agree", by=by, body={"case": case_id, "fee": with_delivery_fee}, at=at) as turn:
        case = access.case_for_shop(by, case_id, lock=True)
        if turn.earlier:
            return case
        # A shop that refused may think again, until the platform has decided.
        require(case, "applied", "rejected", "escalated")
        if case.decision:
            raise CaseMoved(status=str(Case.Status(case.status).label))
        turn.remember(case=case_id)
        case.with_delivery_fee = with_delivery_fee
        return agreed(case, by=by, at=at)


@inner
def agreed(case: Case, *, act: str = Act.AGREE, side: str = SHOP, text: str = "", by: Actor, at: datetime) -> Case:
    """A held case was agreed to, by the shop, its silence or the platform: money now, or goods first."""
    if case.kind == Case.Kind.RETURN and not case.goods_back:
        due_at = at + timedelta(hours=queries.terms_of(case).return_hours)
        move(case, Status.AWAITING_RETURN, act, side=side_of(by, side), by=by, at=at, due_at=due_at, text=text, amount_minor=case.agreed_minor)
        return case
    write(case, act, side=side_of(by, side), by=by, at=at, text=text, amount_minor=case.agreed_minor)
    return give_money(case, side=side_of(by, side), by=by, at=at)


@entry
def reject(*, case_id: UUID, reason: str, shots: Sequence[Shot] = (), by: Actor, at: datetime) -> Case:
    """The shop refuses, and says why; the buyer may ask the platform.

    Raises:
        CaseNotFound, CaseMoved: not a case of a shop that the actor keeps, or it was answered.
        ReasonMissing: why.
    """
    case = access.case_for_shop(by, case_id, lock=True)
    require(case, "applied")
    due_at = at + timedelta(hours=queries.terms_of(case).escalate_hours)
    move(case, Status.REJECTED, Act.REJECT, side=SHOP, by=by, at=at, due_at=due_at, text=rules.checked_text(reason), shots=shots)
    return case


@entry
def offer(*, case_id: UUID, amount_minor: int, reason: str, shots: Sequence[Shot] = (), by: Actor, at: datetime) -> Case:
    """The shop would give a part, for which the buyer keeps the goods. Unanswered, it is a refusal.

    Raises:
        CaseNotFound, CaseMoved: not a case of a shop that the actor keeps, or it was answered.
        BadOffer, ReasonMissing: nothing or all of it; why not all.
    """
    case = access.case_for_shop(by, case_id, lock=True)
    require(case, "applied", "rejected")
    if not 0 < amount_minor < case.asked_minor:
        raise BadOffer(asked=to_text(case.asked_minor))
    case.offered_minor = amount_minor
    due_at = at + timedelta(hours=queries.terms_of(case).answer_hours)
    text = rules.checked_text(reason)
    move(case, Status.OFFERED, Act.OFFER, side=SHOP, by=by, at=at, due_at=due_at, text=text, amount_minor=amount_minor, shots=shots)
    return case


@entry
def accept_goods(*, case_id: UUID, restock: Mapping[int, str], key: str, by: Actor, at: datetime) -> Case:
    """The goods are back and as they should be: the money goes, and the goods where ``restock`` says by position. Once a key.

    What is not named in ``restock`` is decided later.

    Raises:
        CaseNotFound, CaseMoved: not a case of a shop that the actor keeps whose goods may come back.
        NothingToReturn, TakenBackTooMuch: where goods can't go.
    """
    body = {"case": case_id, "restock": {str(position): where for position, where in restock.items()}}
    with once(key, verb="aftersale.accept_goods", by=by, body=body, at=at) as turn:
        case = access.case_for_shop(by, case_id, lock=True)
        if turn.earlier:
            return case
        require(case, "awaiting_return", "returned", "goods_refused")
        turn.remember(case=case_id)
        return goods_taken(case, restock=restock, by=by, at=at)


@inner
def goods_taken(case: Case, *, restock: Mapping[int, str], by: Actor, at: datetime) -> Case:
    """A held case whose goods the shop has and does not refuse, by a word or by silence."""
    case.goods_back = True
    write(case, Act.ACCEPT_GOODS, side=side_of(by, SHOP), by=by, at=at)
    return give_money(case, restock=restock, side=side_of(by, SHOP), by=by, at=at)


@entry
def refuse_goods(*, case_id: UUID, reason: str, shots: Sequence[Shot] = (), by: Actor, at: datetime) -> Case:
    """What came back is not what was sold, or not as it was; the buyer may ask the platform.

    Raises:
        CaseNotFound, CaseMoved: not a case of a shop that the actor keeps whose goods may come back.
        ReasonMissing: why.
    """
    case = access.case_for_shop(by, case_id, lock=True)
    require(case, "awaiting_return", "returned")
    case.goods_back = True
    due_at = at + timedelta(hours=queries.terms_of(case).escalate_hours)
    move(case, Status.GOODS_REFUSED, Act.REFUSE_GOODS, side=SHOP, by=by, at=at, due_at=due_at, text=rules.checked_text(reason), shots=shots)
    return case


@entry
def say(*, case_id: UUID, text: str, shots: Sequence[Shot] = (), by: Actor, at: datetime) -> Step:
    """Write to the other side, with pictures where they help. Works until the case has ended.

    Raises:
        CaseNotFound: not a case of the actor's, on either side.
        CaseMoved: it has ended. ReasonMissing: nothing written.
    """
    case = access.case_for_either(by, case_id, lock=True)
    if not case.is_open:
        raise CaseMoved(status=str(Case.Status(case.status).label))
    side = BUYER if case.buyer_id is not None and case.buyer_id == by.party_id else SHOP
    return write(case, Act.SAY, side=PLATFORM if by.is_platform else side, by=by, at=at, text=rules.checked_text(text), shots=shots)
