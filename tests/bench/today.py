"""How long the server takes over the first page of a shop with a million orders, its panels included.

The value is the 95th percentile of the page and all panels of the merchants that it fetches, one after another, through
every middleware; the limit is that of the two sums of orders, today's and last week's, on a bare connection in the same run.
``fold`` is the median of working out one of its days anew, against the bare sum of that day's orders.
"""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from functools import partial
from time import perf_counter, process_time
from typing import Any

import time_machine

from tests import databases
from tests.bench import Measure, Rows, measured
from tests.bench.nearby import _p95

ORDERS, DAYS, LINED_DAYS, ARTICLES, ASKED = 1_000_000, 365, 30, 300, 120
FILL = """
INSERT INTO orders_order (id, number, shop_id, errand_id, channel, status, goods_minor, discount_minor, delivery_fee_minor, total_minor, currency,
    deliver_to, note, reason, payment_id, tender, placed_at, pay_until, paid_at, completed_at, version, subsidy_minor)
SELECT gen_random_uuid(), 'B' || n, %(shop)s, gen_random_uuid(), 'counter', 'completed', 500 + n %% 4000, 0, 0, 500 + n %% 4000, 'CNY',
    '', '', '', gen_random_uuid(), 'cash', at, at, at, at, 1, 0
FROM (SELECT n, %(at)s - n * %(step)s AS at FROM generate_series(1, %(orders)s) n) t;
INSERT INTO orders_line (order_id, position, sku_id, name_zh, name_en, unit_minor, quantity, gross_minor, size, unit, modifiers, modifiers_minor,
    discount_minor, subsidy_minor)
SELECT id, 1, (%(skus)s::uuid[])[1 + abs(hashtext(number)) %% array_length(%(skus)s::uuid[], 1)], 'x', 'x', goods_minor, 1, goods_minor, '',
    'piece', '[]', 0, 0, 0
FROM orders_order WHERE shop_id = %(shop)s AND paid_at > %(at)s - %(lined)s;
"""
BARE = "SELECT count(*), sum(total_minor) FROM orders_order WHERE shop_id = %s AND paid_at >= %s AND paid_at <= %s"


def today() -> Rows:
    from ecosystem.kernel import clock

    # Ten in the evening: the whole day's orders are there to be summed.
    at = clock.midnight(clock.now()) + timedelta(hours=22)
    with time_machine.travel(at):
        return _measured(at)


def _measured(at: datetime) -> dict[str, Measure]:
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    from tests import cast
    from tests.bench._served import session_of

    owner = cast.person("owner", at=at - timedelta(days=DAYS))
    shop = cast.shop(owner, at=at - timedelta(days=DAYS))
    _fill(shop, owner, at)
    fold_ms, sum_ms = _folded(shop.pk, at)
    client = Client(headers={"host": "localhost", "cookie": session_of(owner)})
    panels = re.findall(r'hx-get="(/shop/[^"]*panel[^"]*|/shop/reports/today/[^"]*|/shop/orders/first-day/[^"]*)"', _get(client, "/shop/"))
    assert len(panels) >= 4, panels
    addresses = ["/shop/", *(panel.replace("&amp;", "&") for panel in panels)]
    began = process_time()
    value = _p95([partial(_page, client, addresses) for _ in range(ASKED)])
    cpu_ms = (process_time() - began) * 1000 / ASKED
    with CaptureQueriesContext(connection) as statements:
        _page(client, addresses)
    with databases.connect(connection.settings_dict) as bare:
        limit = _p95([partial(_bare, bare, shop.pk, at) for _ in range(ASKED)])
    connection.close()
    return {
        "today": measured(value, "ms p95", limit=limit, sql=len(statements), cpu_ms=cpu_ms),
        "fold": measured(fold_ms, "ms/day", limit=sum_ms),
    }


def _fill(shop: Any, owner: Any, at: datetime) -> None:
    from django.db import connection

    from tests import cast

    skus = [cast.article(shop, owner, name=f"G{number}", stock="0", at=at).pk for number in range(ARTICLES)]
    values = {"shop": shop.pk, "skus": skus, "at": at, "orders": ORDERS, "step": timedelta(days=DAYS) / ORDERS, "lined": timedelta(days=LINED_DAYS)}
    with connection.cursor() as cursor:
        for statement in filter(str.strip, FILL.split(";")):
            cursor.execute(statement, values)
    with databases.owner_connection(str(connection.settings_dict["NAME"])) as keeper:
        keeper.execute("VACUUM ANALYZE orders_order, orders_line, reports_mark")


def _folded(shop_id: Any, at: datetime) -> tuple[float, float]:
    """The days that the pages read, worked out; the median of it, and of the bare sum of a day."""
    from django.db import connection

    from ecosystem.kernel.clock import business_date
    from merchants.reports.actions import fold_day
    from merchants.reports.days import moment

    took, summed = [], []
    with databases.connect(connection.settings_dict) as bare:
        for gone in range(16):
            on = business_date(at) - timedelta(days=gone)
            began = perf_counter()
            assert fold_day(shop_id=shop_id, on=on)
            took.append((perf_counter() - began) * 1000)
            began = perf_counter()
            bare.execute(BARE, [shop_id, moment(on), moment(on + timedelta(days=1))]).fetchone()
            summed.append((perf_counter() - began) * 1000)
    return sorted(took)[8], sorted(summed)[8]


def _get(client: Any, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, address
    return str(answer.content.decode())


def _page(client: Any, addresses: list[str]) -> None:
    for address in addresses:
        _get(client, address)


def _bare(bare: Any, shop_id: Any, at: datetime) -> None:
    from ecosystem.kernel.clock import midnight

    for back in (timedelta(0), timedelta(days=7)):
        bare.execute(BARE, [shop_id, midnight(at) - back, at - back]).fetchone()
