"""The facts of a party and month as one value: the columns of ``lines`` of each, packed one after another.

A fact of the feed is a document of JSON with indexes around it; read ten million at a time, unwrapping them is most of the work. Packed
they are a hundred bytes each that become columns without being looked at one by one. Nothing else is kept: what is packed can be made
again from the feed, and what was not packed yet is read from there. Publishing a fact does not know of this.
"""

from __future__ import annotations

import numpy as np
from django.db import connection

from ecosystem.feed.public import Reader
from ecosystem.kernel.verbs import entry

from .columns import COPIED, columns
from .lines import NAMED

READER = "portraits.lines"
TOGETHER = 100_000
PLAIN = ("fact", "us", "amount_minor", "net_minor", "days_late", *NAMED)
# What has few values shares one number; each begins at a bit of its own.
CODES = {"kind": 0, "standing": 4, "fault": 8, "same_owner": 10, "sold": 11}
LAYOUT = np.dtype([*((name, ">i8") for name in PLAIN), ("codes", ">i2")])
PACK = """
INSERT INTO portraits_packedlines AS kept (id, party_id, month, lines, corrected, facts, checksum)
SELECT gen_random_uuid(), f.about, date_trunc('month', f.occurred_at AT TIME ZONE 'Asia/Shanghai')::date, string_agg({line}, ''::bytea),
    coalesce(string_agg(int8send(f.corrects), ''::bytea) FILTER (WHERE f.corrects IS NOT NULL), ''::bytea), count(*), sum(f.id)::bigint
FROM feed_factrow f
WHERE (f.xid, f.id) > (%s::xid8, %s) AND (f.xid, f.id) <= (%s::xid8, %s) AND f.kind = ANY(%s)
GROUP BY 2, 3 ORDER BY 2, 3
ON CONFLICT ON CONSTRAINT a_month_is_packed_once DO UPDATE SET lines = kept.lines || excluded.lines,
    corrected = kept.corrected || excluded.corrected, facts = kept.facts + excluded.facts, checksum = kept.checksum + excluded.checksum
"""


def _line() -> str:
    made = {**columns(), "us": "(extract(epoch FROM f.occurred_at) * 1000000)::bigint"}
    codes = " + ".join(f"({made[name]})::int * {1 << bit}" for name, bit in CODES.items())
    return " || ".join([*(f"int8send({made[name]})" for name in PLAIN), f"int2send(({codes})::smallint)"])


@entry
def pack_lines(*, most: int = TOGETHER) -> bool:
    """Pack the next facts that arrived; whether there were any. Only one worker packs at a time."""
    reader = Reader(READER)
    span = reader.span(most)
    if span is None:
        return False
    after, upto = span
    with connection.cursor() as cursor:
        cursor.execute(PACK.format(line=_line()), [str(after.xid), after.pk, str(upto.xid), upto.pk, list(COPIED)])
    reader.done(upto)
    return True
