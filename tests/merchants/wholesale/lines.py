"""Made-up lines in the shape of the source's."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from merchants.wholesale.plan import plan_year
from merchants.wholesale.shape import Year
from merchants.wholesale.source import Line, Own

BEGAN = datetime(2009, 12, 1, 7, 45)
NAMES = {"85048": "CHERRY LIGHTS", "22041": "RECORD FRAME"}


def line(
    *, invoice: str = "1", code: str = "85048", quantity: int = 1, price_milli: int = 1_250, customer: int | None = 13085, minute: int = 0
) -> Line:
    return Line(0, invoice, code, quantity, BEGAN + timedelta(minutes=minute), price_milli, customer)


def planned(lines: Sequence[Line], *, moved_days: int = 0) -> Year:
    """The year of these, numbered as they stand; each invoice at its first line, as the reader gives them."""
    first: dict[str, datetime] = {}
    for one in lines:
        first.setdefault(one.invoice, one.at)
    told = [one._replace(number=number, at=first[one.invoice]) for number, one in enumerate(lines)]
    return plan_year(sorted(told, key=lambda one: (one.at, one.number)), names=NAMES, countries={13085: "EIRE"}, moved_days=moved_days)


def own_of(year: Year, *, cancelled_lines: int = 0) -> Own:
    """What a file of these lines would say of itself."""
    net = year.taken_minor + year.refused_minor
    return Own(year.lines, year.documents.source, cancelled_lines, 10 * net, net, BEGAN, BEGAN + timedelta(days=1))
