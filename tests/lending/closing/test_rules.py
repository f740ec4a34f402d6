from datetime import date

import pytest

from lending.closing.rules import IN_CHINESE, floor_of, next_day_to_close


@pytest.mark.parametrize(
    ("late", "floor"),
    [(0, "正常"), (1, "关注"), (90, "关注"), (91, "次级"), (270, "次级"), (271, "可疑"), (360, "可疑"), (361, "损失"), (9_999, "损失")],
)
def test_the_class_has_a_floor_by_days_past_due(late: int, floor: str) -> None:
    assert IN_CHINESE[floor_of(late)] == floor


def test_nobody_is_early_by_being_late() -> None:
    with pytest.raises(ValueError, match="late"):
        floor_of(-1)


@pytest.mark.parametrize(
    ("last", "wanted", "fault"),
    [
        (None, date(2026, 3, 5), None),
        (None, date(2026, 3, 6), "future"),
        (date(2026, 3, 4), date(2026, 3, 5), None),
        (date(2026, 3, 3), date(2026, 3, 5), "skips"),
        (date(2026, 3, 4), date(2026, 3, 4), "before"),
        (date(2026, 3, 4), date(2026, 3, 1), "before"),
        (date(2026, 2, 28), date(2026, 3, 1), None),
    ],
)
def test_days_are_closed_in_their_order(last: date | None, wanted: date, fault: str | None) -> None:
    assert next_day_to_close(last, wanted, today=date(2026, 3, 5)) == fault
