"""The same measures on Spark, for a bank that has outgrown one machine: the extra ``spark``, and Java on the machine."""

from __future__ import annotations

from collections.abc import Sequence
from enum import IntEnum
from typing import Any

from .drawing import Asked, Measures
from .engines import numbered, plan, told
from .lines import ASKED_COLUMNS, COLUMNS, Line

SPARK_TYPE = {"int64": "bigint", "int8": "tinyint", "bool": "boolean"}


def plain(value: Any) -> Any:
    """Spark takes no number that also has a name."""
    return int(value) if isinstance(value, IntEnum) else value


def on_spark(lines: Sequence[Line], asked: Asked, session: Any) -> list[Measures]:
    """``session`` is a ``pyspark.sql.SparkSession``; its temporary views ``portrait_…`` are made anew."""
    facts, wanted = numbered(lines, asked)
    for name, columns, rows in (("portrait_facts", COLUMNS, facts), ("portrait_asked", ASKED_COLUMNS, wanted)):
        typed = ", ".join(f"`{column}` {SPARK_TYPE[kind]}" for column, kind in columns.items())
        session.createDataFrame([tuple(map(plain, row)) for row in rows], typed).createOrReplaceTempView(name)
    found: list[Measures] = [{} for _ in asked]
    for name, sql in plan("pyspark"):
        answer = session.sql(sql)
        if name:
            # Written down once, as the other engines do: later stages and blocks read each of them many times.
            answer.cache().createOrReplaceTempView(name)
        else:
            for ask, *values in answer.collect():
                found[ask].update((said, int(value)) for said, value in zip(answer.columns[1:], values, strict=True) if value is not None)
    session.catalog.clearCache()
    return told(found, asked)
