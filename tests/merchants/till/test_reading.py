"""Amounts as they are read out."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from merchants.till.reading import amount_en, amount_zh, received_en, received_zh
from merchants.till.rules import change, usual_notes

READINGS = json.loads((Path(__file__).parent / "readings.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize(("minor", "zh", "en"), READINGS)
def test_an_amount_is_read_as_people_say_it(minor: int, zh: str, en: str) -> None:
    assert (amount_zh(minor), amount_en(minor)) == (zh, en)


def test_what_was_received_is_said() -> None:
    assert (received_zh(2_000), received_en(2_000)) == ("收款二十元", "Received twenty yuan")


@pytest.mark.parametrize(
    ("total", "notes"), [(1_750, [1_750, 1_800, 2_000, 5_000, 10_000]), (10_000, [10_000]), (1, [1, 100, 500, 1_000, 2_000]), (0, [])]
)
def test_the_usual_notes_are_offered(total: int, notes: list[int]) -> None:
    assert usual_notes(total) == notes
    assert all(change(total, note) == note - total for note in notes)
