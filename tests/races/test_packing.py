"""Facts are packed once however many pack them, while others are told."""

from __future__ import annotations

from functools import partial

import pytest

from ecosystem.feed.models import FactRow
from lending.portraits.models import PackedLines
from lending.portraits.packing import pack_lines
from lending.portraits.prove import PROOF
from tests.lending.cast import merchant
from tests.lending.following import pack_everything, until_readers_see_everything
from tests.together import at_once, neck_and_neck

pytestmark = pytest.mark.race


def test_many_packers_at_once_pack_each_fact_once(committed: str) -> None:
    shops = [merchant(f"Shop {number}", days=30) for number in range(3)]

    def pack() -> int:
        return sum(pack_lines(most=20) for _turn in range(12))

    def tell() -> None:
        shops[0].trade.sell(3, 1_000)
        shops[0].publish()

    until_readers_see_everything()
    assert pack_lines(most=20)
    # Both have looked how far it is packed before either packs.
    assert sorted(neck_and_neck(*[partial(pack_lines, most=20)] * 2, writes="portraits_packedlines")) == [False, True]  # type: ignore[type-var]
    answers = at_once(pack, pack, pack, tell)
    assert not any(isinstance(answer, Exception) for answer in answers)
    pack_everything()
    packed = sum(PackedLines.objects.values_list("facts", flat=True))
    assert packed == FactRow.objects.filter(kind__startswith="trade.").count()
    assert [line.differences for line in PROOF.prove()] == [()]
