from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import ClassVar
from uuid import UUID

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from ecosystem.feed.public import Fact, FactRow, publish
from ecosystem.kernel.ids import uuid7

AT = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)
SHOP = uuid7()


@dataclass(frozen=True)
class OrderPaid(Fact):
    kind: ClassVar[str] = "trade.order_paid"
    order: UUID
    paid_minor: int


ORDER = OrderPaid(order=uuid7(), paid_minor=1250)


@pytest.mark.django_db
def test_a_fact_is_published_in_one_statement() -> None:
    with CaptureQueriesContext(
        connection,
    ) as asked:
        number = publish(ORDER, about=SHOP, key="order/1/paid", at=AT)
    assert len(asked) == 1
    row = FactRow.objects.get()
    assert (row.pk, row.kind, row.version, row.standing, row.occurred_at) == (number, "trade.order_paid", 1, "claimed", AT)
    assert row.body == {"order": str(ORDER.order), "paid_minor": 1250}


@pytest.mark.django_db
def test_telling_the_same_fact_again_changes_nothing() -> None:
    first = publish(ORDER, about=SHOP, key="k", at=AT)
    assert publish(ORDER, about=SHOP, key="k", at=AT + timedelta(hours=1)) == first
    assert FactRow.objects.count() == 1
