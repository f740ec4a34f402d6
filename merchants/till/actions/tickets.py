"""What a till sends from its queue, as plain data that waits in a to-do, and back."""

from __future__ import annotations

import dataclasses
import json
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.core.serializers.json import DjangoJSONEncoder

from ..rules import Taken, Ticket, TicketLine


def write_ticket(ticket: Ticket) -> dict[str, Any]:
    """A ticket as plain data; ``read_ticket`` makes the same ticket of it."""
    plain: dict[str, Any] = json.loads(json.dumps(dataclasses.asdict(ticket), cls=DjangoJSONEncoder))
    return {**plain, "rung_at": ticket.rung_at.isoformat()}


def read_ticket(plain: dict[str, Any]) -> Ticket:
    lines = tuple(
        TicketLine(
            UUID(line["sku"]) if line["sku"] else None,
            Decimal(line["quantity"]),
            line["price_minor"],
            line["discount_minor"],
            tuple(UUID(option) for option in line.get("options", ())),
            line.get("list_minor"),
        )
        for line in plain["lines"]
    )
    return Ticket(
        sale=UUID(plain["sale"]),
        tender=plain["tender"],
        lines=lines,
        rung_at=datetime.fromisoformat(plain["rung_at"]),
        drawer=UUID(plain["drawer"]) if plain["drawer"] else None,
        customer=UUID(plain["customer"]) if plain["customer"] else None,
        tendered_minor=plain["tendered_minor"],
        prices=plain["prices"],
        seller=UUID(plain["seller"]) if plain.get("seller") else None,
        deal_minor=plain.get("deal_minor"),
        coupon=plain.get("coupon", ""),
    )


def write_taken(taken: Taken) -> dict[str, Any]:
    """A use of a voucher as plain data; ``read_taken`` makes the same of it."""
    return {"use": str(taken.use), "shown": taken.shown, "taken_at": taken.taken_at.isoformat(), "seller": str(taken.seller or "")}


def read_taken(plain: dict[str, Any]) -> Taken:
    seller = UUID(plain["seller"]) if plain["seller"] else None
    return Taken(UUID(plain["use"]), plain["shown"], datetime.fromisoformat(plain["taken_at"]), seller)
