"""The facts of many parties read from PostgreSQL as columns: no row becomes a Python object.

Most come packed (see ``packing``), what arrived since from the feed itself.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import UUID

import numpy as np
import pyarrow as pa
from django.db import connection

from ecosystem.consent.public import Grant
from ecosystem.feed.public import FactRow, Place, Reader, copy_facts, corrected_after
from ecosystem.kernel.clock import TOWN_TIME

from .columns import COPIED, OPENED, columns
from .lines import COLUMNS, NAMED, flatten, microseconds
from .packing import CODES, LAYOUT, PLAIN, READER

SINCE_1970_US = 946_684_800_000_000
DAY_US, CHINA_US = 86_400_000_000, 28_800_000_000
HEADER, TRAILER = 19, 2
# So many packed facts stay beside the processor while column after column is taken out of them.
BESIDE = 4_096
WIDTHS = {"kind": ">i2", "standing": ">i2", "fault": ">i2", "same_owner": "?", "sold": "?"}
NARROW = {"int64": np.int64, "int8": np.int8, "bool": np.bool_}
# A correction of any age counts, also of what happened in a month that is too old to be read.
# One party after another, by its own few rows: to gather all of them by party at once takes more than memory.
PACKED = """
COPY (SELECT asked.place::int, kept.lines, kept.corrected FROM unnest(%s::uuid[]) WITH ORDINALITY AS asked(party, place), LATERAL (
    SELECT coalesce(string_agg(lines, ''::bytea) FILTER (WHERE month >= %s), ''::bytea), string_agg(corrected, ''::bytea)
    FROM portraits_packedlines WHERE party_id = asked.party AND (month >= %s OR corrected <> ''::bytea)) AS kept(lines, corrected)
WHERE kept.corrected IS NOT NULL) TO STDOUT (FORMAT binary)"""
Columns = dict[str, np.ndarray]


def read_columns(grants: Sequence[Grant], since: datetime) -> pa.Table:
    """``portrait_facts`` of the parties of ``grants``, a party being its place among them, from 0."""
    # The place is read first: what is packed meanwhile is then found twice, and never missed.
    place = Reader(READER).reached()
    packed, corrected = _packed(grants, since)
    late = _late(grants, since, place)
    gone = np.unique(np.concatenate([corrected, np.array(corrected_after(place, grants=grants), np.int64), late["fact"]]))
    keep = packed["us"] >= microseconds(since)
    if len(gone):
        keep &= ~np.isin(packed["fact"], gone)
    if not keep.all():
        packed = {name: values[keep] for name, values in packed.items()}
    return pa.concat_tables([_table(packed), _table(late), _openings(grants)])


def _table(arrays: Columns) -> pa.Table:
    """A name that is nothing is not known."""
    return pa.table({name: pa.array(values, mask=values == 0 if name in NAMED else None) for name, values in arrays.items()})


def _packed(grants: Sequence[Grant], since: datetime) -> tuple[Columns, np.ndarray]:
    """What is packed, and which facts were corrected since."""
    first = since.astimezone(TOWN_TIME).date().replace(day=1)
    with connection.cursor() as cursor, cursor.copy(PACKED, [[grant.party_id for grant in grants], first, first]) as told:
        told.set_types(["int4", "bytea", "bytea"])
        found = list(told.rows())
    rows = np.frombuffer(b"".join(lines for _place, lines, _corrected in found), LAYOUT)
    made = {name: np.empty(len(rows), np.int64) for name in PLAIN} | {"codes": np.empty(len(rows), np.int16)}
    for at in range(0, len(rows), BESIDE):
        for name, values in made.items():
            values[at : at + BESIDE] = rows[name][at : at + BESIDE]
    codes = made.pop("codes")
    ends = [*list(CODES.values())[1:], 15]
    made |= {name: (codes >> bit) & ((1 << end - bit) - 1) for (name, bit), end in zip(CODES.items(), ends, strict=True)}
    made["party"] = np.repeat([place - 1 for place, *_rest in found], [len(lines) // LAYOUT.itemsize for _place, lines, _corrected in found])
    return _narrow(made), np.frombuffer(b"".join(corrected for *_rest, corrected in found), ">i8").astype(np.int64)


def _late(grants: Sequence[Grant], since: datetime, after: Place) -> Columns:
    """What is not packed yet."""
    asked = columns()
    chunks = copy_facts(grants=grants, kinds=list(COPIED), columns=list(asked.values()), since=since, after=after)
    fields = [("fields", ">i2"), ("place_length", ">i4"), ("party", ">i4")]
    for name in asked:
        fields += [(f"{name}_length", ">i4"), (name, WIDTHS.get(name, ">i8"))]
    rows = np.frombuffer(b"".join(chunks)[HEADER:-TRAILER], dtype=np.dtype(fields))
    made = {name: rows[name] for name in asked}
    return _narrow({**made, "party": rows["party"].astype(np.int64) - 1, "us": rows["us"].astype(np.int64) + SINCE_1970_US})


def _narrow(made: Columns) -> Columns:
    made["day"] = (made["us"] + CHINA_US) // DAY_US
    return {name: made[name].astype(NARROW[kind], copy=False) for name, kind in COLUMNS.items()}


def _openings(grants: Iterable[Grant]) -> pa.Table:
    places = {grant.party_id: place for place, grant in enumerate(grants)}
    opened = flatten(FactRow.objects.filter(about__in=list(places), kind=OPENED))
    plain = [name for name in COLUMNS if name not in (*NAMED, "party")]
    more = [{**dict.fromkeys(NAMED), **{name: getattr(line, name) for name in plain}, "party": places[UUID(line.about)]} for line in opened]
    return pa.Table.from_pylist(more, schema=pa.schema({name: pa.type_for_alias(kind) for name, kind in COLUMNS.items()}))
