"""All 525,461 lines through the command, with the books proved: ``make soak ARGS="wholesale"``. By its name it is not among the daily tests."""

from __future__ import annotations

from io import StringIO

import pytest
from django.core.management import call_command
from django.db.models import Sum

from merchants.procurement.models import Invoice, Order, Return
from merchants.wholesale.models import Load
from tests.merchants.wholesale import FILE, MISSING

pytestmark = [
    pytest.mark.timeout(3_600),
    pytest.mark.skipif(not FILE.is_file(), reason=MISSING),
]


def test_the_whole_year_is_loaded_and_every_book_is_proved(committed: str) -> None:
    said = StringIO()
    call_command("load_wholesale", file=FILE, stdout=said)
    assert "agrees to the penny" in said.getvalue()
    assert "books proved: 0 differences" in said.getvalue()
    load = Load.objects.get()
    assert (load.lines, load.net_minor, load.orders) == (525_461, 953_948_462, 18_966)
    payable = Invoice.objects.aggregate(sum=Sum("total_minor") - Sum("debited_minor"))["sum"]
    assert payable == load.taken_minor == 851_017_699
    assert (Order.objects.count(), Return.objects.count()) == (load.orders, load.returns)
