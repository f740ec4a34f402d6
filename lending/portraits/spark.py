"""The same measures on Spark, for a bank that has outgrown one machine: the extra ``spark``, and Java on the machine."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from .drawing import Asked, Measures
from .engines import gather, numbered, plan, told
from .lines import ASKED_COLUMNS, COLUMNS, Line

SPARK_TYPE = {"int64": ("bigint", int), "int8": ("tinyint", int), "bool": ("boolean", bool)}


def on_spark(lines: Sequence[Line], asked: Asked, session: Any) -> list[Measures]:
    """``session`` is a ``pyspark.sql.SparkSession``; its temporary views ``portrait_…`` are made anew."""
    facts, wanted = numbered(lines, asked)
    found: list[Measures] = [{} for _ in asked]
    for name, columns, rows in (("portrait_facts", COLUMNS, facts), ("portrait_asked", ASKED_COLUMNS, wanted)):
        types = [SPARK_TYPE[kind] for kind in columns.values()]
        typed = ", ".join(f"`{column}` {kind}" for column, (kind, _plain) in zip(columns, types, strict=True))
        # Spark takes no number that also has a name.
        plain = [tuple(value if value is None else as_(value) for value, (_kind, as_) in zip(row, types, strict=True)) for row in rows]
        session.createDataFrame(plain, typed).createOrReplaceTempView(name)
    for name, sql, series in plan("pyspark"):
        answer = session.sql(sql)
        if name:
            # Written down, and how it was made forgotten: else each later statement would be planned from the beginning.
            answer.localCheckpoint().createOrReplaceTempView(name)
        else:
            gather(found, series, answer.columns, answer.collect())
    return told(found, asked)
