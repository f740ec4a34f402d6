"""Two statements of one shop at once. Real threads, real commits."""

from __future__ import annotations

from functools import partial

import pytest

from ecosystem.feed.public import FactRow
from merchants.takings import actions
from merchants.takings.models import Taking
from tests import cast
from tests.cast import MORNING, actor
from tests.together import at_once, kinds
from tests.trading import differences

pytestmark = pytest.mark.race


def test_a_row_of_two_statements_is_claimed_once(committed: str) -> None:
    town = cast.corner()
    files = [f"ref,day,amount\nS1,2026-11-01,10\nS{number},2026-11-02,10\n".encode() for number in (2, 3)]
    sent = [
        actions.upload_statement(shop_id=town.shop.pk, platform="P", name="f", content=content, by=actor(town.owner), at=MORNING)
        for content in (*files, files[0])
    ]
    acts = [partial(actions.take_in_statement, statement_id=one.pk, by=actor(town.owner), at=MORNING) for one in sent]
    assert kinds(at_once(*acts, acts[0])) in ({"Statement": 3, "StatementTaken": 1}, {"Statement": 2, "StatementTaken": 2})
    assert sorted(Taking.objects.values_list("reference", flat=True)) == ["S1", "S2", "S3"]
    assert FactRow.objects.filter(kind="trade.takings_claimed").count() == 3
    back = [partial(actions.take_back_statement, statement_id=one.pk, by=actor(town.owner), at=MORNING) for one in sent for _turn in range(2)]
    at_once(*back)
    assert Taking.objects.filter(back_fact_id=None).count() == 0
    assert differences() == []
