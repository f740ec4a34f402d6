"""One town, read once; and the source itself, asked without the code under test."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import duckdb
import pytest

from ecosystem.demo.shape import Town
from ecosystem.demo.source import SourceMissing, data_folder
from ecosystem.demo.town import read_town

ENDS_ON = date(2026, 7, 28)
"""A Tuesday, so the source's last five days fall away."""


@pytest.fixture(scope="session")
def town() -> Town:
    try:
        return read_town(ends_on=ENDS_ON)
    except SourceMissing as missing:
        pytest.skip(str(missing))


@pytest.fixture(scope="session")
def source(town: Town) -> Iterator[duckdb.DuckDBPyConnection]:
    """``sold``: the source's lines with their own wall clock (``moment``); ``told``: the lines that the town kept."""
    db = duckdb.connect(config={"threads": 2, "memory_limit": "600MB"})
    folder = data_folder()
    db.execute(
        f"CREATE VIEW sold AS SELECT *, transaction_timestamp - INTERVAL 5 HOUR AS moment, CAST(round(sales_value * 100) AS BIGINT) AS cents "
        f"FROM '{folder / 'transactions.parquet'}'"
    )
    db.execute(f"CREATE VIEW products AS SELECT * FROM '{folder / 'products.parquet'}'")
    db.execute("CREATE TABLE told (basket BIGINT, product BIGINT, paid BIGINT, sku_quantity BIGINT, pack BIGINT, household BIGINT, placed TIMESTAMP)")
    packs = {(sku.shop, sku.code): sku.pack for sku in town.skus}
    rows = [
        (errand.source_basket, line.source_product, line.paid_minor, int(line.quantity), packs[order.shop, line.sku], int(errand.resident[1:]),
         errand.placed_at.replace(tzinfo=None).isoformat())
        for errand in town.errands for order in errand.orders for line in order.lines
    ]  # fmt: skip
    columns = [list(column) for column in zip(*rows, strict=True)]
    unnested = ", ".join(f"unnest(${number})" for number in range(1, 7))
    db.execute(f"INSERT INTO told SELECT {unnested}, unnest($7)::TIMESTAMP", columns)
    yield db
    db.close()
