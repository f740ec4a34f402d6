"""Numbers, files by their content, and what is asked of whom on which day."""

from __future__ import annotations

import contextlib
from dataclasses import dataclass
from datetime import date, timedelta
from types import SimpleNamespace
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum.cn import ric, uscc

from merchants.onboarding import presets
from merchants.onboarding.errors import BadNumber, FileMoved, FileTooLarge, FileUnknown
from merchants.onboarding.models import Trade
from merchants.onboarding.rules import MOST_BYTES, asked_of, checklist, food_number, identity_number, licence_number, paper_read
from merchants.onboarding.rules.papers import Asked
from merchants.onboarding.rules.standing import MOVES, may_move, require_status
from merchants.onboarding.simulated_core import licence_of
from merchants.reports.words import CARDS
from tests.merchants.onboarding.cast import FOOD, IDENTITY, JPEG, PDF, PNG, USCC

TODAY = date(2026, 11, 3)


@dataclass
class Asking:
    kind: str
    legal_form: str
    trade: str
    asked: str
    from_on: date
    grace_days: int = 30


def test_numbers_are_checked_by_their_digits() -> None:
    assert licence_number("9111 0000 6000 37341l") == USCC
    assert identity_number(IDENTITY.lower()) == IDENTITY
    assert food_number("jy1310115 0012345") == FOOD
    for check, wrong in [
        (licence_number, ["", USCC[:-1] + "A", USCC[:5], "９" * 18, "O" * 18]),
        (identity_number, ["", IDENTITY[:-1] + "2", "360426199113010078", "x" * 18, "36042619910101007\N{ARABIC-INDIC DIGIT ONE}"]),
        (food_number, ["", "JY4310115001234", "SC13101150012345", FOOD + "0", FOOD[:-1]]),
    ]:
        for text in wrong:
            with pytest.raises(BadNumber):
                check(text)


@given(st.text(max_size=24))
def test_no_text_breaks_a_number_check_but_by_its_refusal(text: str) -> None:
    for check, known in ((licence_number, uscc.is_valid), (identity_number, ric.is_valid), (food_number, lambda number: number.startswith("JY"))):
        with contextlib.suppress(BadNumber):
            assert known(check(text))


@given(st.integers(0, len(IDENTITY) - 2), st.integers(0, 9))
def test_one_slipped_digit_is_no_identity_number(place: int, digit: int) -> None:
    slipped = IDENTITY[:place] + str(digit) + IDENTITY[place + 1 :]
    if slipped != IDENTITY:
        with pytest.raises(BadNumber):
            identity_number(slipped)


def test_the_simulated_core_makes_numbers_that_could_be_true() -> None:
    assert all(uscc.is_valid(licence_of(uuid4())) for _ in range(20))


def test_a_file_is_what_its_content_says() -> None:
    assert [paper_read(one) for one in (PNG, JPEG, PDF)] == [("image/png", PNG), ("image/jpeg", JPEG), ("application/pdf", PDF)]
    assert paper_read(PNG + b"\0" * 99) == ("image/png", PNG), "what follows a picture's end is not kept"
    for wrong in (b"", b"GIF89a", b"<html>", b"MZ" + PNG, PNG[:40], JPEG[:40], PDF[:20], b"%PDF-"):
        with pytest.raises(FileUnknown):
            paper_read(wrong)
    paper_read(PDF[:-6] + b" " * (MOST_BYTES - len(PDF)) + b"%%EOF\n")
    with pytest.raises(FileTooLarge):
        paper_read(PNG + b"\0" * MOST_BYTES)


def test_of_a_kind_the_most_special_rule_in_force_counts() -> None:
    rows = [
        Asking("food", "", "noodles", "required", date(2020, 1, 1)),
        Asking("food", "micro", "noodles", "optional", date(2020, 1, 1)),
        Asking("identity", "", "", "required", date(2020, 1, 1)),
        Asking("identity", "", "", "not", TODAY + timedelta(days=1)),
        Asking("licence", "company", "", "required", date(2020, 1, 1)),
    ]

    def asked(form: str, trade: str, on: date = TODAY) -> list[tuple[str, bool]]:
        return [(one.kind, one.required) for one in asked_of(rows, legal_form=form, trade=trade, on=on)]

    assert asked("sole_trader", "noodles") == [("identity", True), ("food", True)]
    assert asked("micro", "noodles") == [("identity", True), ("food", False)]
    assert asked("company", "clothes") == [("identity", True), ("licence", True)]
    assert asked("company", "clothes", TODAY + timedelta(days=1)) == [("licence", True)]


def _paper(status: str, until: date | None = None) -> SimpleNamespace:
    return SimpleNamespace(pk=uuid4(), kind="food", status=status, expires_on=until, document_id=None)


def test_the_latest_paper_decides_and_grace_begins_after_its_last_day() -> None:
    asked = [Asked("food", True, 15)]

    def line(*papers: SimpleNamespace, on: date = TODAY) -> tuple[str, date | None, bool]:
        [item] = checklist(asked, papers, on=on)
        return item.status, item.stops_on, item.stops(on)

    assert line() == ("missing", None, False)
    assert line(_paper("rejected"), _paper("accepted", TODAY)) == ("accepted", None, False)
    over, stops = _paper("accepted", TODAY - timedelta(days=1)), TODAY + timedelta(days=15)
    assert line(over) == ("expired", stops, False)
    assert line(over, on=stops) == ("expired", stops, True)
    # A renewal that is only handed in doesn't end the grace, nor does one that was refused.
    assert line(over, _paper("pending"), on=stops) == ("pending", stops, True)
    assert line(over, _paper("rejected"), on=stops) == ("rejected", stops, True)
    assert line(over, _paper("accepted", stops), on=stops) == ("accepted", None, False)
    assert line(over, _paper("waived"), on=stops) == ("waived", None, False)
    assert not checklist([Asked("food", False, 0)], [over], on=stops)[0].stops(stops)


def test_a_file_moves_as_it_may_and_no_other_way() -> None:
    assert {(a, b) for a, ways in MOVES.items() for b in ways} == {
        ("draft", "submitted"),
        ("submitted", "in_review"),
        ("in_review", "needs_info"),
        ("in_review", "approved"),
        ("in_review", "rejected"),
        ("needs_info", "submitted"),
        ("approved", "active"),
        ("approved", "terminated"),
        ("active", "suspended"),
        ("active", "terminated"),
        ("suspended", "active"),
        ("suspended", "terminated"),
        ("rejected", "needs_info"),
    }
    assert not may_move("terminated", "active")
    with pytest.raises(FileMoved):
        require_status("draft", {"active"})


@pytest.mark.parametrize("trade", Trade.values)
def test_each_trade_has_a_preset_that_the_catalogue_takes(trade: str) -> None:
    from merchants.catalog.public import sold_by
    from merchants.shops.public import Category, orderly

    preset = presets.preset_of(trade)
    assert preset.category in Category.values
    assert len(orderly(preset.hours())) == 7
    assert len(preset.goods) >= 5
    assert len({one.code for one in preset.goods}) == len(preset.goods)
    for one in preset.goods:
        sold_by(one.unit)
        assert set(one.asks) <= set(preset.asks)
        assert one.name_zh != one.name_en
    assert preset.tables in {"table", "stall", "stairwell"}
    assert len(preset.reports) == 2
    assert set(preset.reports) <= set(CARDS)
