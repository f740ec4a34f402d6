"""Where goods go that came back: a decision of its own, line by line, beside the money."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from django.db.models import Sum

from ecosystem.kernel.actor import Actor
from ecosystem.kernel.verbs import entry, inner
from ecosystem.once.public import once
from merchants.settlement.public import lock_shop
from merchants.stock.public import Reservation, TakenBack, take_back

from .. import access, rules
from ..errors import CaseMoved, NothingToReturn
from ..models import Case, CaseLine
from .moving import SHOP, Act, Status, write

NOTHING = CaseLine.Restock.NOTHING


@inner
def put_away(case: Case, choices: Mapping[int, str], *, by: Actor, at: datetime) -> None:
    """Put goods of a held case where ``choices`` says by line position; each line once. An open amount lies on no shelf.

    Raises:
        NothingToReturn: a line that is not of the case or was put away before, or a place that is none.
        TakenBackTooMuch: more than the sale took.
    """
    rows = {row.line.position: row for row in case.lines.select_related("line").order_by("line__position")}
    if any(position not in rows or rows[position].restock or where not in CaseLine.Restock.values for position, where in choices.items()):
        raise NothingToReturn
    taken = _reserved(case)
    back = []
    for position, where in sorted(choices.items()):
        row = rows[position]
        reserved = taken.get(position)
        if where != NOTHING and reserved:
            before = _put_back_before(row)
            quantity = rules.base_back(reserved, row.line.sold, before, before + row.quantity)
            if quantity:
                back.append(TakenBack(row.line.sku_id, quantity, where))
        row.restock = where
        row.save(update_fields=["restock"])
    if back:
        take_back(shop_id=case.shop_id, sale_id=case.order_id, lines=back, reason=case.reason, by=by, at=at)


def _reserved(case: Case) -> dict[int, Decimal]:
    """What each line of the order took of its shelf, in base units."""
    rows = Reservation.objects.filter(order_id=case.order_id, status="committed").values_list("position", "quantity")
    return dict(rows)


def _put_back_before(row: CaseLine) -> Decimal:
    others = CaseLine.objects.filter(line=row.line_id, restock__in=["sellable", "quarantine"]).exclude(pk=row.pk)
    return others.aggregate(sum=Sum("quantity"))["sum"] or Decimal(0)


@entry
def decide_restock(*, case_id: UUID, choices: Mapping[int, str], key: str, by: Actor, at: datetime) -> Case:
    """Where the goods of a case go whose money is decided already; for those that nobody decided yet. Once a key.

    Raises:
        CaseNotFound: not a case of a shop that the actor keeps.
        CaseMoved: the goods are not back, or the case still waits.
        NothingToReturn, TakenBackTooMuch: as ``put_away``.
    """
    with once(key, verb="aftersale.decide_restock", by=by, body={"case": case_id, "choices": dict(choices)}, at=at) as turn:
        case = access.case_for_shop(by, case_id, lock=True)
        if turn.earlier:
            return case
        if case.status not in {Status.DONE, Status.REFUNDING}:
            raise CaseMoved(status=str(Case.Status(case.status).label))
        if not choices:
            raise NothingToReturn
        lock_shop(case.shop_id)
        put_away(case, choices, by=by, at=at)
        write(case, Act.PUT_AWAY, side=SHOP, by=by, at=at)
        turn.remember(case=case_id)
        return case
