from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal

import pytest
from django.utils import translation

from ecosystem.design import wording
from ecosystem.kernel.clock import TOWN_TIME

NOW = datetime(2026, 11, 23, 14, 5, tzinfo=TOWN_TIME)


@pytest.mark.parametrize(
    ("minor", "signed", "text"),
    [
        (1250, False, "¥12.50"),
        (0, False, "¥0.00"),
        (5, False, "¥0.05"),
        (123_456_789, False, "¥1,234,567.89"),
        (-1250, False, "−¥12.50"),
        (1250, True, "+¥12.50"),
        (-5, True, "−¥0.05"),
        (0, True, "¥0.00"),
    ],
)
def test_fen_are_written_as_yuan_with_two_decimals(minor: int, signed: bool, text: str) -> None:
    assert wording.yuan(minor, signed=signed) == text


@pytest.mark.parametrize(
    ("points", "text"), [(1825, "18.25%"), (1800, "18%"), (1, "0.01%"), (0, "0%"), (10_000, "100%"), (-50, "−0.5%"), (Decimal("648.5"), "6.485%")]
)
def test_basis_points_are_written_as_a_percentage_without_empty_decimals(points: int, text: str) -> None:
    assert wording.percent(points) == text


@pytest.mark.parametrize(
    ("at", "zh", "en"),
    [
        (NOW - timedelta(hours=2), "12:05", "12:05"),
        (NOW - timedelta(days=1), "11月22日 14:05", "22 Nov 14:05"),
        (NOW - timedelta(days=365), "2025年11月23日 14:05", "23 Nov 2025 14:05"),
    ],
)
def test_a_moment_names_the_day_only_when_it_is_not_today(at: datetime, zh: str, en: str) -> None:
    with translation.override("zh-hans"):
        assert wording.moment(at, now=NOW) == zh
    with translation.override("en"):
        assert wording.moment(at, now=NOW) == en


@pytest.mark.parametrize(
    ("gap", "en", "zh"),
    [
        (timedelta(seconds=20), "just now", "刚刚"),
        (timedelta(minutes=1), "1 minute ago", "1 分钟前"),
        (timedelta(minutes=59), "59 minutes ago", "59 分钟前"),
        (timedelta(hours=23, minutes=59), "23 hours ago", "23 小时前"),
        (timedelta(days=3), "3 days ago", "3 天前"),
        (timedelta(minutes=-5), "in 5 minutes", "5 分钟后"),
    ],
)
def test_how_long_ago_uses_the_largest_unit_in_both_languages(gap: timedelta, en: str, zh: str) -> None:
    with translation.override("en"):
        assert wording.ago(NOW - gap, now=NOW) == en
    with translation.override("zh-hans"):
        assert wording.ago(NOW - gap, now=NOW) == zh


def test_a_language_code_becomes_the_tag_that_browsers_know() -> None:
    assert [wording.language_tag(code) for code in ("zh-hans", "en", "pt-br")] == ["zh-Hans", "en", "pt-br"]
