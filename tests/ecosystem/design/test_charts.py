from __future__ import annotations

import itertools
import re

from ecosystem.design.charts import Bar, bars, spark
from ecosystem.design.templatetags.design import bars as bars_tag

WEEK = [Bar(str(day), value, f"¥{value}.00", dim=day == 7) for day, value in enumerate((4, 0, 9, -3, 5, 6, 2), start=1)]


def test_every_figure_of_a_chart_is_also_in_its_table() -> None:
    drawn = bars(WEEK, label="Sales", columns=("Day", "Yuan"))
    assert re.findall(r"<td>(.*?)</td>", drawn) == [bar.shown for bar in WEEK]
    assert drawn.count("<rect") == len(WEEK)
    assert "<caption>Sales</caption>" in drawn


def test_no_column_leaves_the_picture_even_below_zero() -> None:
    for y, height in re.findall(r'y="([\d.]+)" width="[\d.]+" height="([\d.]+)"', bars(WEEK, label="", columns=("", ""))):
        assert float(y) >= 0 and float(y) + float(height) <= 140


def test_nothing_is_drawn_of_nothing_and_zeros_are_drawn_flat() -> None:
    assert bars([], label="", columns=("", "")) == ""
    assert bars([Bar("1", 0, "0"), Bar("2", 0, "0")], label="", columns=("", "")).count('height="0"') == 2
    assert spark([5], label="one") == ""
    assert "NaN" not in spark([5, 5, 5], label="flat")


def test_pairs_of_fen_are_written_as_money() -> None:
    assert "<td>¥12.50</td>" in bars_tag([("Mon", 1250)], "Sales", money=True)


def test_a_label_cannot_smuggle_markup_into_the_chart() -> None:
    assert "<script>" not in bars([Bar("<script>", 1, "<script>")], label="<script>", columns=("a", "b"))


def test_no_day_stands_in_another_and_no_figure_in_a_column() -> None:
    for labels in ([f"11/{day}" for day in range(1, 31)], ["周六", "周日"] * 4, [""]):
        drawn = bars([Bar(label, place, "¥1") for place, label in enumerate(labels)], label="", columns=("", ""))
        wide = max(13 * len(label) if label > "\u2e7f" else 7.6 * len(label) for label in labels)
        starts = {"start": 0.0, "middle": wide / 2, "end": wide}
        at = [float(x) - starts[how] for x, how in re.findall(r'<text x="([\d.]+)" y="134" text-anchor="(\w+)"', drawn)]
        assert all(after - before >= wide + 4 for before, after in itertools.pairwise(at)), labels
    falling = bars([Bar(str(place), value, f"¥{value}.00") for place, value in enumerate((9, 1, 1, 1, 8, 2))], label="", columns=("", ""))
    rising = bars([Bar(str(place), value, f"¥{value}.00") for place, value in enumerate((9, 1, 1, 1, 2, 8))], label="", columns=("", ""))
    assert (falling.count('class="value"'), rising.count('class="value"')) == (1, 2)
