"""A shop opens a round to a gate; other shops come along."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime
from uuid import UUID

from ecosystem.audit.public import record
from ecosystem.kernel.actor import Actor
from ecosystem.kernel.codes import new_code
from ecosystem.kernel.verbs import entry
from ecosystem.once.public import once
from ecosystem.places.public import landmark_coded
from merchants.groups.public import CODE_LENGTH
from merchants.shops.public import MANAGERS, shop_for

from .. import access, rules
from ..errors import BadRound, RoundHasOrders, RoundOver
from ..models import Round, Seat, Serving


@dataclass(frozen=True, slots=True)
class Plan:
    """Where and when a round comes, what it costs in minor units, and by how many it is shared at least and at most."""

    landmark: str
    gate: str
    begins_at: datetime
    ends_at: datetime
    cuts_off_at: datetime
    fee_minor: int
    least: int
    most: int


@entry
def open_round(*, shop_id: UUID, plan: Plan, key: str, by: Actor, at: datetime) -> Round:
    """Let people join a round to a gate; the shop serves it itself. The same key opens one.

    Raises:
        NotFound: not a shop that the actor manages.
        BadRound: no such estate, no gate, times that leave no time, or numbers that share nothing.
    """
    with once(key, verb="rounds.open", by=by, body={"shop": shop_id, **asdict(plan)}, at=at) as turn:
        shop = shop_for(by, shop_id, MANAGERS)
        if turn.earlier:
            return access.round_shown(UUID(turn.earlier["round"]))
        landmark, gate = landmark_coded(plan.landmark), plan.gate.strip()
        if landmark is None or not 0 < len(gate) <= rules.LONGEST_GATE:
            raise BadRound
        if not rules.is_timely(plan.begins_at, plan.ends_at, plan.cuts_off_at, at=at):
            raise BadRound
        if plan.fee_minor <= 0 or not 2 <= plan.least <= plan.most <= rules.MOST_PEOPLE:
            raise BadRound
        made = Round.objects.create(
            shop=shop,
            landmark=landmark,
            code=new_code(CODE_LENGTH),
            gate=gate,
            begins_at=plan.begins_at,
            ends_at=plan.ends_at,
            cuts_off_at=plan.cuts_off_at,
            fee_minor=plan.fee_minor,
            least=plan.least,
            most=plan.most,
            opened_at=at,
        )
        Serving.objects.create(round=made, shop=shop, since=at)
        told = {"gate": gate, "fee_minor": plan.fee_minor, "least": plan.least, "most": plan.most, "cuts_off_at": plan.cuts_off_at.isoformat()}
        record("rounds.open", target=made, by=by, at=at, after=told, about=shop.pk)
        turn.remember(round=made.pk)
        return made


@entry
def serve_round(*, round_id: UUID, shop_id: UUID, by: Actor, at: datetime) -> Round:
    """Another shop comes along: it takes orders for the round from now on. Saying it twice is saying it once.

    Raises:
        NotFound: not a shop that the actor manages.
        RoundNotFound: no such round.
        RoundOver: it is cut off or called off.
    """
    shop = shop_for(by, shop_id, MANAGERS)
    found = access.round_shown(round_id, lock=True)
    require_open(found, at=at)
    _serving, is_new = Serving.objects.get_or_create(round=found, shop=shop, defaults={"since": at})
    if is_new:
        record("rounds.serve", target=found, by=by, at=at, after={"shop": str(shop.pk)}, about=shop.pk)
    return found


@entry
def leave_round(*, round_id: UUID, shop_id: UUID, by: Actor, at: datetime) -> Round:
    """The shop takes no order for the round any more; nobody has ordered from it yet. Again: nothing changes.

    Raises:
        NotFound: not a shop that the actor manages.
        RoundNotFound: no such round.
        RoundOver: it is cut off or called off, or the shop opened it: then it calls it off.
        RoundHasOrders: somebody has a seat by an order from the shop.
    """
    shop = shop_for(by, shop_id, MANAGERS)
    # Under its row nobody takes a seat.
    found = access.round_shown(round_id, lock=True)
    require_open(found, at=at)
    if found.shop_id == shop.pk or Seat.objects.filter(round=found, shop=shop).exclude(status=Seat.Status.LEFT).exists():
        raise RoundHasOrders
    gone, _rows = Serving.objects.filter(round=found, shop=shop).delete()
    if gone:
        record("rounds.leave", target=found, by=by, at=at, before={"shop": str(shop.pk)}, about=shop.pk)
    return found


def require_open(found: Round, *, at: datetime) -> None:
    """Raises ``RoundOver``."""
    if found.status != Round.Status.OPEN:
        raise RoundOver(status=str(Round.Status(found.status).label))
    if found.cuts_off_at <= at:
        raise RoundOver(status=str(Round.Status.CLOSED.label))
