"""The guards against trade that was made up, on a street that they have not seen."""

from __future__ import annotations

from collections import Counter

from lending.portraits.engines import on_duckdb
from lending.portraits.lines import flatten
from lending.portraits.rules import GUARDS, asked_about, features_of
from tests.lending.trade import AT, Trade
from tests.lending.wash import PATTERNS, street

# Less than a twentieth of sales moves no limit by a step, whoever made it.
ALARM_BP = 500
SEED = 5_112_358


def test_guards_find_planted_patterns_and_leave_honest_shops_alone() -> None:
    shops = street(1_000, 240, SEED)
    lines = flatten([fact for shop in shops for fact in shop.trade.facts])
    rows = on_duckdb(lines, [(shop.trade.party_id, AT) for shop in shops])
    found: Counter[str] = Counter()
    false: Counter[str] = Counter()
    alarms = 0
    for shop, row in zip(shops, rows, strict=True):
        share = features_of(row)["suspect_sales_bp"]["value"] or 0
        if share >= ALARM_BP and shop.pattern:
            found[shop.pattern] += 1
        elif share >= ALARM_BP:
            alarms += 1
            false.update(asked_about(row))
    planted = Counter(shop.pattern for shop in shops if shop.pattern)
    honest = len(shops) - planted.total()
    recall, wrong = found.total() / planted.total(), alarms / honest
    for pattern in PATTERNS:
        print(f"{pattern:18} {found[pattern]:3} of {planted[pattern]}")
    print(f"recall {recall:.1%} of {planted.total()}; false alarms {wrong:.1%} of {honest}: {dict(false)}")
    assert len(PATTERNS) == 12
    assert recall >= 0.95
    assert all(found[pattern] >= planted[pattern] * 0.8 for pattern in PATTERNS)
    assert wrong <= 0.05


def _asked(trade: Trade) -> dict[str, int]:
    [row] = on_duckdb(flatten(trade.facts), [(trade.party_id, AT)])
    return asked_about(row)


def test_a_guard_asks_from_its_threshold_on_and_not_before() -> None:
    four, five = Trade(), Trade()
    for person in range(5):
        for trade in (four, five) if person < 4 else (five,):
            trade.sell(person, 1_000, buyer=f"b{person}", device="d", payer=f"c{person}")
    assert _asked(four) == {}
    assert _asked(five) == {"device": 5}


def test_no_guard_takes_a_sale_away() -> None:
    plain, shared = Trade(), Trade()
    for person in range(9):
        plain.sell(person, 1_000, buyer=f"b{person}")
        shared.sell(person, 1_000, buyer=f"b{person}", device="d", payer="c", door="x")
    both = [features_of(on_duckdb(flatten(trade.facts), [(trade.party_id, AT)])[0]) for trade in (plain, shared)]
    assert set(_asked(shared)) == {"device", "card", "ring", "door"}
    assert both[0].pop("suspect_sales_bp")["value"] == 0
    assert both[1].pop("suspect_sales_bp")["value"] == 10_000
    assert both[0] == both[1]
    assert set(_asked(shared)) < set(GUARDS)
