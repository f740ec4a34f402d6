"""The two tables that go in, and the numbers for what their columns say in words.

``portrait_facts``: one row a fact, its body flattened (see ``lines``). ``portrait_asked``: whom we
ask about, and as of when. Code names of orders, buyers and the like are numbers that mean nothing
but "the same" and "another"; a merchant may be asked about at many moments at once.
"""

from __future__ import annotations

import ibis

from ..lines import ASKED_COLUMNS, COLUMNS, Kind, Standing

IBIS = {"int64": "int64", "int8": "int8", "bool": "boolean"}
FACTS = ibis.schema({name: IBIS[kind] for name, kind in COLUMNS.items()})
ASKED = ibis.schema({name: IBIS[kind] for name, kind in ASKED_COLUMNS.items()})
KEY = "ask"
MONTH, MONTHS = 30, 12
WEEK, WEEKS = 7, 13
HALF_YEAR, YEAR = 26, 52
RECENT, BEFORE = 90, 180
PAID, SETTLED_SALE, REFUNDED, RECEIVED = int(Kind.PAID), int(Kind.SETTLED), int(Kind.REFUNDED), int(Kind.RECEIVED)
BILL_PAID, PAYOUT, OPENED = int(Kind.BILL_PAID), int(Kind.PAYOUT), int(Kind.OPENED)
SETTLED, ATTESTED, CLAIMED, REPORTED = int(Standing.SETTLED), int(Standing.ATTESTED), int(Standing.CLAIMED), int(Standing.REPORTED)
# Sales that are counted at all: those that the ledger knows, and those of a platform that the bank let in.
COUNTED = (SETTLED, REPORTED)
