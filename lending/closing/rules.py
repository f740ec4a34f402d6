"""The floors of the five classes by days past due.

商业银行金融资产风险分类办法 (2023 No. 1), as told by chinabankingnews.com on 2023-02-14; the bank
must confirm them. They are floors: a model may classify worse, never better.
"""

from __future__ import annotations

from datetime import date

# From so many days past due, both numbers inclusive, the worst first.
FLOORS: tuple[tuple[int, str], ...] = ((361, "loss"), (271, "doubtful"), (91, "substandard"), (1, "special_mention"), (0, "normal"))
IN_CHINESE = {"normal": "正常", "special_mention": "关注", "substandard": "次级", "doubtful": "可疑", "loss": "损失"}


def floor_of(days_past_due: int) -> str:
    """The best class that a loan so late may have."""
    if days_past_due < 0:
        raise ValueError("nobody is late by less than nothing")
    return next(name for least, name in FLOORS if days_past_due >= least)


def next_day_to_close(last_closed: date | None, wanted: date, today: date) -> str | None:
    """Why a day may not be closed: ``"future"``, ``"skips"``, ``"before"``; ``None`` when it may."""
    if wanted > today:
        return "future"
    if last_closed is not None and wanted <= last_closed:
        return "before"
    return "skips" if last_closed is not None and (wanted - last_closed).days > 1 else None
