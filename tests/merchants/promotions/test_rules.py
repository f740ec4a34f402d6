"""What lines get of offers: the order of the steps, sums to the fen, and nothing that depends on how rows are stored."""

from __future__ import annotations

import random
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from merchants.promotions.rules import Offer, Piece, Purse, deal_for

MILK, BREAD, RICE = (UUID(int=number) for number in (1, 2, 3))
BANK, MILL = UUID(int=50), UUID(int=51)


def piece(position: int, sku: UUID, minor: int, quantity: str = "1") -> Piece:
    return Piece(position, sku, minor, Decimal(quantity))


def offer(number: int, kind: str, **terms: Any) -> Offer:
    return Offer(id=UUID(int=100 + number), kind=kind, name=kind, **terms)


LADDER = offer(1, "ladder", steps=((3_000, 300), (6_000, 800)))


@pytest.mark.parametrize(("goods", "off"), [(2_999, 0), (3_000, 300), (5_999, 300), (6_000, 800), (90_000, 800)])
def test_a_ladder_takes_the_highest_rung_that_is_reached(goods: int, off: int) -> None:
    deal = deal_for([piece(1, MILK, goods)], [LADDER], Purse())
    assert deal.discount_minor == off
    assert [missed.missing_minor for missed in deal.missed] == ([] if off else [1])


def test_a_hundred_yuan_off_three_equal_lines_is_a_hundred_yuan() -> None:
    thirds = [piece(number, sku, 20_000) for number, sku in enumerate((MILK, BREAD, RICE), 1)]
    deal = deal_for(thirds, [offer(1, "coupon", off_minor=10_000, threshold_minor=10_001, coupon_id=MILK)], Purse())
    assert deal.discounts(3) == [3_334, 3_333, 3_333]


def test_the_steps_go_in_their_order_and_thresholds_look_behind_the_first() -> None:
    half = offer(2, "item", rate=Decimal("0.5"), sku_ids=frozenset({MILK}))
    member = offer(3, "member", rate=Decimal("0.1"))
    ticket = offer(4, "coupon", off_minor=500, threshold_minor=3_000, coupon_id=RICE)
    deal = deal_for([piece(1, MILK, 4_000), piece(2, BREAD, 2_000)], [ticket, LADDER, member, half], Purse())
    # Milk takes the better half, bread the member price: 20.00 + 18.00; ladder and coupon both look at 38.00.
    assert [(one.offer.kind, one.discount_minor) for one in deal.applied] == [("item", 2_000), ("member", 200), ("ladder", 300), ("coupon", 500)]
    assert deal.applied[1].shares == (0, 200)


def test_a_flash_price_shuts_out_everything_else() -> None:
    flash = offer(5, "flash", price_minor=100, sku_ids=frozenset({MILK}), left_pieces=3)
    everything = offer(6, "item", rate=Decimal("0.5"))
    deal = deal_for([piece(1, MILK, 4_000, "2"), piece(2, BREAD, 2_000)], [flash, everything, LADDER], Purse())
    assert deal.discounts(2) == [7_800, 1_000]
    assert deal.applied[0].pieces == 2
    assert [missed.reason for missed in deal.missed] == ["threshold"]
    assert deal_for([piece(1, MILK, 4_000, "4")], [flash], Purse()).missed[0].reason == "sold_out"


def test_one_coupon_of_a_shop_the_better_one() -> None:
    small, large = (offer(number, "coupon", off_minor=off, threshold_minor=1_000, coupon_id=UUID(int=off)) for number, off in ((1, 200), (2, 400)))
    deal = deal_for([piece(1, MILK, 4_000)], [small, large], Purse())
    assert deal.coupon_ids == [UUID(int=400)]
    assert deal.missed[0].reason == "better_one"


def test_a_cap_holds_and_a_percentage_is_rounded_once() -> None:
    capped = offer(1, "coupon", rate=Decimal("0.2"), cap_minor=800, threshold_minor=100, coupon_id=MILK)
    assert deal_for([piece(1, MILK, 10_000)], [capped], Purse()).discount_minor == 800
    assert deal_for([piece(1, MILK, 333)], [capped], Purse()).discount_minor == 67


def test_what_is_used_up_is_not_offered_and_says_so() -> None:
    shared = offer(1, "ladder", steps=((1_000, 300),), pct=(50, 50, 0), platform_budget=BANK)
    purse = Purse({BANK: 200})
    first, second = (deal_for([piece(1, MILK, 2_000)], [shared], purse) for _ in range(2))
    assert (first.applied[0].merchant_minor, first.applied[0].platform_minor, purse.left[BANK]) == (150, 150, 50)
    assert (second.applied, second.missed[0].reason) == ((), "used_up")
    own = offer(2, "ladder", steps=((1_000, 300),), left_minor=299)
    assert deal_for([piece(1, MILK, 2_000)], [own], Purse()).missed[0].reason == "used_up"


OFFS = st.integers(1, 5_000)
SKUS = st.sampled_from([MILK, BREAD, RICE])
PIECES = st.lists(st.tuples(SKUS, st.integers(1, 9_999), st.integers(1, 5_000)), min_size=1, max_size=6)
SPLITS = st.sampled_from([(100, 0, 0), (50, 50, 0), (34, 33, 33), (0, 100, 0), (10, 0, 90)])


@st.composite
def offers(draw: st.DrawFn) -> list[Offer]:
    found = []
    for number in range(draw(st.integers(1, 6))):
        kind = draw(st.sampled_from(["item", "member", "ladder", "coupon", "flash"]))
        scope = frozenset(draw(st.sets(SKUS, max_size=2)))
        terms: dict[str, Any] = {"sku_ids": scope, "pct": draw(SPLITS), "platform_budget": BANK, "supplier_budget": MILL}
        if kind == "ladder":
            terms["steps"] = ((1_000, draw(st.integers(1, 999))), (3_000, draw(st.integers(1_000, 2_999))))
        elif kind == "flash":
            terms |= {"price_minor": draw(OFFS), "left_pieces": draw(st.integers(0, 20)), "sku_ids": frozenset({draw(SKUS)})}
        elif draw(st.booleans()):
            terms |= {"rate": Decimal(draw(st.integers(1, 99))) / 100, "cap_minor": draw(st.none() | OFFS)}
        else:
            terms["off_minor"] = draw(OFFS)
        if kind == "coupon":
            terms |= {"coupon_id": UUID(int=900 + number), "coupon_until": datetime(2026, 12, draw(st.integers(1, 3)), tzinfo=UTC)}
        found.append(offer(number, kind, **terms))
    return found


@given(PIECES, offers(), st.integers(0, 20_000), st.randoms(use_true_random=False))
def test_shares_sum_and_every_line_costs_something_whatever_the_order_of_rows(
    goods: list[tuple[UUID, int, int]], found: list[Offer], left: int, shuffler: random.Random
) -> None:
    lines = [Piece(position, sku, minor, Decimal(thousandths) / 1_000) for position, (sku, minor, thousandths) in enumerate(goods, 1)]
    lines = [line for line in lines if line.gross_minor > 0] or [piece(1, MILK, 500)]
    purse = Purse({BANK: left, MILL: left})
    deal = deal_for(lines, found, purse)
    off = deal.discounts(len(lines))
    assert sum(off) == deal.discount_minor
    assert all(0 <= share < line.gross_minor for share, line in zip(off, sorted(lines, key=lambda line: line.position), strict=True))
    for one in deal.applied:
        assert one.merchant_minor + one.platform_minor + one.supplier_minor == one.discount_minor
        assert all(0 <= subsidy <= share for subsidy, share in zip(one.subsidies, one.shares, strict=True))
    assert purse.left == {BANK: left - sum(one.platform_minor for one in deal.applied), MILL: left - sum(one.supplier_minor for one in deal.applied)}
    assert min(purse.left.values()) >= 0
    assert len(deal.coupon_ids) <= 1
    mixed_lines, mixed_offers = list(lines), list(found)
    shuffler.shuffle(mixed_lines)
    shuffler.shuffle(mixed_offers)
    assert deal_for(mixed_lines, mixed_offers, Purse({BANK: left, MILL: left})).told == deal.told
