"""Receipts: what fits on the paper, in the printer's letters, marked as a copy when it is one."""

from __future__ import annotations

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from merchants.till import escpos
from merchants.till.models import Printing
from tests import counter
from tests.cast import Corner, actor
from tests.counter import line, sold
from tests.trading import Api

pytestmark = pytest.mark.django_db
TEXTS = st.text(st.characters(min_codepoint=32, max_codepoint=0x9FFF, exclude_categories=("Cs", "Cc", "Mn", "Me", "Cf")), max_size=60)


@pytest.fixture
def town(corner: Corner) -> Corner:
    return corner


@given(left=TEXTS, right=st.from_regex(r"-?[0-9]{1,7}\.[0-9]{2}", fullmatch=True), columns=st.sampled_from([32, 48]))
def test_no_line_is_wider_than_the_paper_and_nothing_is_lost(left: str, right: str, columns: int) -> None:
    lines = escpos.pair(left, right, columns)
    assert all(escpos.width_of(one) <= columns for one in lines)
    assert escpos.width_of(lines[-1]) == columns
    assert "".join(lines).startswith(left) or "".join(one if n < len(lines) - 1 else one.rstrip() for n, one in enumerate(lines)).startswith(left[:1])
    assert lines[-1].endswith(right)


def test_a_name_cannot_command_the_printer() -> None:
    assert escpos.encoded("a\x1bp\x00b豆") == b"apb" + "豆".encode("gb18030")


def test_a_receipt_is_bytes_that_end_with_a_cut(town: Corner) -> None:
    counter.shift(town)
    sale = sold(town, line(town.milk, "2", discount_minor=100), tendered_minor=1_000)
    told = Api(town.owner).post(f"sales/{sale.pk}/receipt", {"width": 80}).content
    assert told.startswith(escpos.INIT + escpos.CHINESE)
    assert told.endswith(escpos.CUT)
    assert b"9.00" in told
    assert b"-1.00" in told
    assert all(len(row.decode("gb18030").encode("gb18030")) <= 48 + 12 for row in told.split(b"\n"))


def test_the_sheet_and_its_copy(town: Corner) -> None:
    counter.shift(town)
    sale = sold(town, line(town.milk))
    client = Client()
    client.force_login(town.owner)
    client.cookies["django_language"] = "zh-hans"
    pages = [client.post(f"/shop/till/{sale.pk}/print/", {"width": width}).content.decode() for width in ("58", "80")]
    assert ["receipt-58.css" in pages[0], "receipt-80.css" in pages[1]] == [True, True]
    assert ["副本" in page for page in pages] == [False, True]
    assert list(Printing.objects.order_by("number").values_list("width", flat=True)) == [58, 80]
    assert actor(town.owner).person_id == Printing.objects.first().by_id  # type: ignore[union-attr]
