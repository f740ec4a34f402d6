"""How offers moved in the weeks before sales collapsed: each store in a line, and beside them the larger stores that did not collapse.

The stores are real and their sales are; nobody lent to them. That an offer shrank before sales did says how these rules and portraits
move, and nothing about who would have repaid.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from uuid import UUID

from ecosystem.demo.public import Year
from ecosystem.kernel.clock import business_date
from ecosystem.kernel.money import to_text
from lending.policy.public import APPROVE, Decision

from .collapses import WEEK, Collapse, collapses, fell, larger_stores

WEEKS = (12, 8, 4, 2, 1, 0, -3)
LOOKED_BACK, PERCENT = 4, 20
Limits = Mapping[date, int]


def report(year: Year, parties: Mapping[int, UUID]) -> Iterator[str]:
    """Lines of plain text; amounts are yuan, what was offered on the evening before that many weeks to the collapse."""
    found, larger = collapses(year), larger_stores(year)
    offered, reasons = _offered({store: parties[store] for store in larger})
    yield f"{len(larger)} larger stores, {len(found)} whose sales collapsed (three weeks under 55 % of the thirteen before)"
    yield _line("store", "from", "a week", "then", [_when(weeks) for weeks in WEEKS], "reasons that evening")
    for one in found:
        told = [_offered_on(offered[one.store], one.on, weeks) for weeks in WEEKS]
        why = reasons[one.store].get(one.on - timedelta(days=1), "")
        yield _line(str(one.store), str(one.on), to_text(one.before_minor), to_text(one.then_minor), told, why)
    yield from _summed(found, larger, offered)


def _line(store: str, on: str, before: str, then: str, offered: Sequence[str], why: str) -> str:
    return f"{store:>6} {on:>10} {before:>10} {then:>10} | " + " ".join(f"{told:>10}" for told in offered) + f" | {why}"


def _when(weeks: int) -> str:
    return "the day" if weeks == 0 else f"{weeks} w before" if weeks > 0 else f"{-weeks} w after"


def _offered_on(limits: Limits, on: date, weeks: int) -> str:
    evening = on - timedelta(days=weeks * WEEK + 1)
    return to_text(limits[evening])[:-3] if evening in limits else "–"


def _summed(found: Sequence[Collapse], larger: Sequence[int], offered: Mapping[int, Limits]) -> Iterator[str]:
    """Whether it fell in the four weeks up to a collapse, against how often it falls so in four weeks of stores that did not collapse."""
    before = [fell(offered[one.store], one.on - timedelta(days=1), LOOKED_BACK, PERCENT) for one in found]
    after = [fell(offered[one.store], one.on + timedelta(days=3 * WEEK - 1), 3, PERCENT) for one in found]
    had = sum(bool(offered[one.store].get(one.on - timedelta(days=LOOKED_BACK * WEEK + 1))) for one in found)
    yield f"of {len(found)} stores {had} had an offer four weeks before"
    yield f"at {sum(before)} it fell by {PERCENT} % or more within the four weeks before the first of the three"
    yield f"at {sum(after)} within the three weeks themselves"
    calm = [store for store in larger if store not in {one.store for one in found}]
    step = LOOKED_BACK * WEEK
    spans = [fell(offered[store], day, LOOKED_BACK, PERCENT) for store in calm for day in sorted(offered[store])[3 * step :: step]]
    share = 100 * sum(spans) // len(spans) if spans else 0
    yield f"of {len(spans)} spans of four weeks of the {len(calm)} others, {sum(spans)} saw such a fall ({share} %)"


def _offered(parties: Mapping[int, UUID]) -> tuple[dict[int, dict[date, int]], dict[int, dict[date, str]]]:
    """What each night decided to offer, 0 where nothing, and the codes of the reasons that stood beside it."""
    stores = {party: store for store, party in parties.items()}
    limits: dict[int, dict[date, int]] = defaultdict(dict)
    reasons: dict[int, dict[date, str]] = defaultdict(dict)
    told = Decision.objects.filter(party__in=list(stores)).values_list("party_id", "decided_at", "outcome", "limit_minor", "verdict__reasons")
    for party, at, outcome, limit_minor, why in told.iterator():
        day = business_date(at)
        limits[stores[party]][day] = limit_minor if outcome == APPROVE else 0
        reasons[stores[party]][day] = " ".join(reason["code"] for reason in why or ())
    return limits, reasons
