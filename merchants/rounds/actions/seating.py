"""Seats: taken before they are paid, paid once, given up. Every change of a count is made under its round's row."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from django.db import connection
from django.db.models import F

from ecosystem.kernel.verbs import inner
from ecosystem.notices.public import nudge

from ..errors import NotOnRound, RoundFull
from ..models import Round, Seat, Serving
from .opening import require_open

# The rounds are locked in the order of their ids, whatever order their seats come in.
LOCKED = """
WITH locked AS (
    SELECT r.id, r.status FROM rounds_round r WHERE r.id IN (SELECT s.round_id FROM rounds_seat s WHERE s.order_id = ANY(%(orders)s))
    ORDER BY r.id FOR NO KEY UPDATE OF r),
"""
# Who pays when the round is cut off has lost her seat: her order finds that out and gives the money back.
PAY = f"""{LOCKED}
paid AS (
    UPDATE rounds_seat s SET status = 'paid', paid_at = %(at)s FROM locked l
    WHERE s.round_id = l.id AND s.order_id = ANY(%(orders)s) AND s.status = 'held' AND l.status = 'open' RETURNING s.round_id)
UPDATE rounds_round r SET seats_paid = r.seats_paid + p.n
FROM (SELECT round_id, count(*) AS n FROM paid GROUP BY round_id) p WHERE r.id = p.round_id
RETURNING r.id
"""  # noqa: S608 - our own words
# An unpaid seat is always given up; a paid one only until the cut-off.
LEAVE = f"""{LOCKED}
gone AS (
    UPDATE rounds_seat s SET status = 'left', left_at = %(at)s FROM locked l
    WHERE s.round_id = l.id AND s.order_id = ANY(%(orders)s) AND (s.status = 'held' OR s.status = 'paid' AND l.status = 'open')
    RETURNING s.round_id, s.paid_at IS NOT NULL AS was_paid)
UPDATE rounds_round r SET seats_taken = r.seats_taken - n.seats, seats_paid = r.seats_paid - n.paid
FROM (SELECT round_id, count(*) AS seats, count(*) FILTER (WHERE was_paid) AS paid FROM gone GROUP BY round_id) n WHERE r.id = n.round_id
RETURNING r.id
"""  # noqa: S608 - our own words


@inner
def take_round_seats(*, found: Round, shops: Mapping[UUID, UUID], buyer_id: UUID, at: datetime) -> None:
    """A seat for each order that the caller places (order → its shop): one statement counts them, and refuses what is too many.

    Raises:
        RoundOver: nobody joins the round now.
        RoundFull: there are not so many seats left.
        NotOnRound: one of the shops does not serve it.
    """
    free = Round.objects.filter(pk=found.pk, status=Round.Status.OPEN, cuts_off_at__gt=at, most__gte=F("seats_taken") + len(shops))
    if not free.update(seats_taken=F("seats_taken") + len(shops)):
        found.refresh_from_db(fields=["status"])
        require_open(found, at=at)
        raise RoundFull
    # Asked under the round's row, so that no shop leaves it meanwhile.
    if set(Serving.objects.filter(round=found, shop__in=set(shops.values())).values_list("shop_id", flat=True)) != set(shops.values()):
        raise NotOnRound
    told = {"round": found, "buyer_id": buyer_id, "paid_minor": found.share_most_minor, "taken_at": at}
    # Nobody is told yet: most seats are paid in the same transaction, and tell it then.
    Seat.objects.bulk_create(Seat(order_id=order_id, shop_id=shop_id, **told) for order_id, shop_id in sorted(shops.items()))


@inner
def hold_rounds(*, order_ids: Sequence[UUID]) -> None:
    """Lock the rounds in which some orders sit, for whoever will move money before telling them."""
    mine = Seat.objects.filter(order_id__in=order_ids).values("round")
    list(Round.objects.select_for_update(no_key=True).filter(pk__in=mine).order_by("pk").values_list("pk"))


@inner
def pay_round_seats(*, order_ids: Sequence[UUID], at: datetime) -> None:
    """The orders are paid: so are their seats, unless their round was cut off first."""
    _counted(PAY, order_ids, at)


@inner
def leave_round_seats(*, order_ids: Sequence[UUID], at: datetime) -> None:
    """The orders ended without goods changing hands: their seats are free again, unless their round is cut off. Again: nothing changes."""
    _counted(LEAVE, order_ids, at)


@inner
def _counted(statement: str, order_ids: Sequence[UUID], at: datetime) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, {"orders": list(order_ids), "at": at})
        moved = [row[0] for row in cursor.fetchall()]
    wake(moved)


def wake(round_ids: Sequence[UUID]) -> None:
    """The pages of a round's people and shops look again."""
    if not round_ids:
        return
    people = Seat.objects.filter(round__in=round_ids).exclude(status=Seat.Status.LEFT).values_list("buyer_id", flat=True)
    shops = Serving.objects.filter(round__in=round_ids).values_list("shop__party_id", flat=True)
    nudge(people.union(shops), "rounds")
