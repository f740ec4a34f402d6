"""What packed lines may be, whoever writes them."""

from __future__ import annotations

from datetime import date
from uuid import UUID, uuid4

import pytest
from django.db import IntegrityError, transaction

from lending.portraits.models import LINE_BYTES, PackedLines
from lending.portraits.packing import LAYOUT

pytestmark = pytest.mark.django_db


def _packed(party: UUID, *, facts: int = 2, lines: bytes = bytes(2 * LINE_BYTES)) -> None:
    with transaction.atomic():
        PackedLines.objects.create(party_id=party, month=date(2026, 11, 1), lines=lines, facts=facts, checksum=3)


def test_a_line_is_as_long_as_its_layout() -> None:
    assert LAYOUT.itemsize == LINE_BYTES


def test_a_month_of_a_party_is_one_row() -> None:
    party = uuid4()
    _packed(party)
    _packed(uuid4())
    with pytest.raises(IntegrityError, match="a_month_is_packed_once"):
        _packed(party)


def test_each_fact_that_is_counted_has_a_line() -> None:
    with pytest.raises(IntegrityError, match="each_packed_fact_has_a_line"):
        _packed(uuid4(), facts=3)
