"""The columns of ``lines`` as expressions over a row ``f`` of the feed.

What ``lines.flatten`` does with one fact, these do inside PostgreSQL; a test holds them to each other. Every column has a
width and none is empty.
"""

from __future__ import annotations

from typing import Any

from ecosystem.feed.public import REPORTED

from .lines import LARGEST, SHAPES, STANDINGS, Fault, Standing

OPENED = "trade.shop_opened"
# When a shop opened is a date in words: those few facts go through ``flatten``.
COPIED = {kind: shape for kind, shape in SHAPES.items() if kind != OPENED}


def _by_kind(field: int, of: dict[str, Any]) -> str:
    chosen = " ".join(f"WHEN '{kind}' THEN '{shape[field]}'" for kind, shape in of.items() if shape[field])
    return f"CASE f.kind {chosen} END"


def _whole(value: str) -> str:
    """A number of JSON as a bigint, 0 where it is none."""
    return f"CASE WHEN jsonb_typeof({value}) = 'number' AND ({value})::numeric BETWEEN -{LARGEST} AND {LARGEST} THEN ({value})::bigint ELSE 0 END"


def _name(text: str) -> str:
    """A code name as a number; 0 for none. Whether two are the same is all that is asked of it."""
    return f"coalesce(hashtextextended(nullif({text}, ''), 0), 0)"


def columns() -> dict[str, str]:
    amount, net = f"f.body -> ({_by_kind(1, COPIED)})", f"f.body -> ({_by_kind(3, COPIED)})"
    kinds = " ".join(f"WHEN '{kind}' THEN {int(shape.kind)}" for kind, shape in COPIED.items())
    standings = " ".join(f"WHEN '{standing}' THEN {int(code)}" for standing, code in STANDINGS.items())
    return {
        "fact": "f.id",
        "kind": f"(CASE f.kind {kinds} END)::smallint",
        "standing": f"""(CASE WHEN f.standing = 'claimed' AND starts_with(f.source, '{REPORTED}') THEN {int(Standing.REPORTED)}
            ELSE CASE f.standing {standings} END END)::smallint""",
        "fault": f"""(CASE WHEN coalesce(f.body ->> 'currency', 'CNY') <> 'CNY' THEN {int(Fault.CURRENCY)}
            WHEN jsonb_typeof({amount}) IS DISTINCT FROM 'number' OR ({amount})::numeric NOT BETWEEN -{LARGEST} AND {LARGEST}
              OR jsonb_typeof({net}) <> 'number' THEN {int(Fault.UNREADABLE)} ELSE 0 END)::smallint""",
        "us": "f.occurred_at",
        "same_owner": "coalesce(f.body -> 'same_owner' = 'true', false)",
        "sold": "coalesce(f.body ->> 'side' = 'supplier', false)",
        "amount_minor": _whole(amount),
        "net_minor": _whole(net),
        "days_late": _whole("f.body -> 'days_late'"),
        "document": _name(f"f.source || '/' || nullif(f.body ->> ({_by_kind(2, COPIED)}), '')"),
        "order_ref": _name("f.source || '/' || nullif(f.body ->> 'order', '')"),
        "buyer": _name("f.body ->> 'buyer'"),
        "device": _name("f.body ->> 'device'"),
        "payer": _name("coalesce(nullif(f.body ->> 'payer', ''), f.body ->> 'account')"),
        "door": _name("f.body ->> 'door'"),
        "other": _name("f.body ->> 'counterpart'"),
        "channel": _name("f.body ->> 'channel'"),
    }
