"""Goods from a file: twenty thousand rows planned, written and remembered for an undo, in one transaction."""

from __future__ import annotations

import time
from itertools import count
from typing import Any

from tests import databases
from tests.bench import Measure, measured

ROWS = 20_000


def import_rows() -> Measure:
    """Rows a second from uploaded bytes to committed articles; the limit is COPY of the same rows into one bare table."""
    from django.conf import settings

    shop, owner = _shop()
    content = _file()
    seconds, statements, cpu = _take_in(shop, owner, content)
    bare = _copied(databases.connect(settings.DATABASES["default"]), content)
    return measured(ROWS / seconds, "rows/s", limit=ROWS / bare, sql=round(statements / ROWS, 4), cpu_ms=cpu * 1000 / ROWS)


def _shop() -> tuple[Any, Any]:
    from tests import cast

    owner = cast.person("keeper")
    return cast.shop(owner, "Large"), owner


def _file() -> bytes:
    lines = [f"g{number:05},商品 {number},Article {number},分类 {number % 40},{number % 5000 / 100 + 1:.2f},瓶" for number in range(ROWS)]
    return "\r\n".join(["编码,名称,英文名,分类,售价,单位", *lines]).encode("gb18030")


def _take_in(shop: Any, owner: Any, content: bytes) -> tuple[float, int, float]:
    from django.db import connection

    from merchants.catalog.actions import apply_import, upload_import
    from tests.cast import MORNING, actor

    asked = count()
    began, cpu = time.perf_counter(), time.process_time()
    # Counted without being written down: the statements are as long as the file.
    with connection.execute_wrapper(lambda execute, sql, params, many, context: (next(asked), execute(sql, params, many, context))[1]):
        waiting = upload_import(shop_id=shop.pk, name="goods.csv", content=content, by=actor(owner), at=MORNING)
        done = apply_import(import_id=waiting.pk, by=actor(owner), at=MORNING)
    seconds, cpu = time.perf_counter() - began, time.process_time() - cpu
    if done.counts["added"] != ROWS:
        raise AssertionError(done.counts)
    connection.close()
    return seconds, next(asked), cpu


def _copied(bare: Any, content: bytes) -> float:
    """The same rows, told apart and copied with nothing looked at."""
    rows = [line.split(",") for line in content.decode("gb18030").splitlines()[1:]]
    bare.execute("CREATE TEMPORARY TABLE goods (code text, name_zh text, name_en text, section text, price text, unit text)")
    began = time.perf_counter()
    with bare.cursor() as cursor, cursor.copy("COPY goods FROM STDIN") as copy:
        for row in rows:
            copy.write_row(row)
    return time.perf_counter() - began
