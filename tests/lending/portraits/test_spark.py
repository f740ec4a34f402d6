"""The expressions on PySpark, where the extra ``spark`` and Java are there."""

from __future__ import annotations

import importlib.util
import shutil
from datetime import timedelta

import pytest

from lending.portraits.engines import on_duckdb
from lending.portraits.lines import flatten
from lending.portraits.spark import on_spark
from tests.lending.portraits.test_engines import _street
from tests.lending.trade import AT

NEEDED = {"Java": shutil.which("java"), "the extra spark (pyspark)": importlib.util.find_spec("pyspark")}
MISSING = [name for name, found in NEEDED.items() if not found]


@pytest.mark.skipif(bool(MISSING), reason=f"there is no {' and no '.join(MISSING)} on this machine")
@pytest.mark.timeout(900)
def test_spark_measures_the_same_as_duckdb() -> None:
    from pyspark.sql import SparkSession

    street = _street(1)
    lines = flatten([fact for trade in street for fact in trade.facts])
    asked = [(trade.party_id, AT - timedelta(days=back)) for trade in street for back in (0, 45)]
    local = {"spark.ui.enabled": "false", "spark.sql.shuffle.partitions": "1", "spark.driver.memory": "2g"}
    loopback = {"spark.driver.host": "127.0.0.1", "spark.driver.bindAddress": "127.0.0.1"}
    session = SparkSession.builder.master("local[1]").config(map={**local, **loopback}).getOrCreate()
    try:
        assert on_spark(lines, asked, session) == on_duckdb(lines, asked)
    finally:
        session.stop()
