"""The facts of many parties read into the columns of ``lines`` by PostgreSQL itself: no row becomes a Python object.

What ``lines.flatten`` does with one fact, these expressions do with a row of the feed; a test holds them to each
other. Every column has a width and none is empty, so that what arrives is one array of equal rows.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import numpy as np
import pyarrow as pa

from ecosystem.consent.public import Grant
from ecosystem.feed.public import REPORTED, FactRow, copy_facts

from .lines import COLUMNS, LARGEST, NAMED, SHAPES, STANDINGS, Fault, Standing, flatten

OPENED = "trade.shop_opened"
# When a shop opened is a date in words: those few facts go through ``flatten``.
COPIED = {kind: shape for kind, shape in SHAPES.items() if kind != OPENED}
SINCE_1970_US = 946_684_800_000_000
DAY_US, CHINA_US = 86_400_000_000, 28_800_000_000
HEADER, TRAILER = 19, 2


def _by_kind(field: int, of: dict[str, Any]) -> str:
    chosen = " ".join(f"WHEN '{kind}' THEN '{shape[field]}'" for kind, shape in of.items() if shape[field])
    return f"CASE f.kind {chosen} END"


def _whole(value: str) -> str:
    """A number of JSON as a bigint, 0 where it is none."""
    return f"CASE WHEN jsonb_typeof({value}) = 'number' AND ({value})::numeric BETWEEN -{LARGEST} AND {LARGEST} THEN ({value})::bigint ELSE 0 END"


def _name(text: str) -> str:
    """A code name as a number; 0 for none. Whether two are the same is all that is asked of it."""
    return f"coalesce(hashtextextended(nullif({text}, ''), 0), 0)"


def _columns() -> dict[str, str]:
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


def read_columns(grants: Sequence[Grant], since: datetime) -> pa.Table:
    """``portrait_facts`` of the parties of ``grants``, a party being its place among them, from 0."""
    columns = _columns()
    rows = _decoded(copy_facts(grants=grants, kinds=list(COPIED), columns=list(columns.values()), since=since), list(columns))
    return _with_openings(rows, grants)


def _decoded(chunks: Any, names: list[str]) -> np.ndarray:
    width = {"kind": ">i2", "standing": ">i2", "fault": ">i2", "same_owner": "?", "sold": "?"}
    fields = [("fields", ">i2"), ("place_length", ">i4"), ("party", ">i4")]
    for name in names:
        fields += [(f"{name}_length", ">i4"), (name, width.get(name, ">i8"))]
    whole = b"".join(chunks)
    return np.frombuffer(whole[HEADER:-TRAILER], dtype=np.dtype(fields))


def _with_openings(rows: np.ndarray, grants: Sequence[Grant]) -> pa.Table:
    us = rows["us"].astype(np.int64) + SINCE_1970_US
    made = {"party": rows["party"].astype(np.int64) - 1, "us": us, "day": (us + CHINA_US) // DAY_US}
    narrow = {"int64": np.int64, "int8": np.int8, "bool": np.bool_}
    arrays = {name: made[name] if name in made else rows[name].astype(narrow[kind]) for name, kind in COLUMNS.items()}
    table = pa.table({name: pa.array(values, mask=values == 0 if name in NAMED else None) for name, values in arrays.items()})
    places = {grant.party_id: place for place, grant in enumerate(grants)}
    opened = flatten(FactRow.objects.filter(about__in=list(places), kind=OPENED))
    if not opened:
        return table
    plain = [name for name in COLUMNS if name not in (*NAMED, "party")]
    more = [{**dict.fromkeys(NAMED), **{name: getattr(line, name) for name in plain}, "party": places[UUID(line.about)]} for line in opened]
    return pa.concat_tables([table, pa.Table.from_pylist(more, schema=table.schema)])
