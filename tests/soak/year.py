"""The whole year of The Complete Journey through facts, books, portraits, decisions and offers, with its report.

Ends in an error where a basket is missing, the books disagree, a decision is not the same when it is made again, or, of all stores, it
took more than fifteen minutes or 2 GiB.
"""

from __future__ import annotations

import os
import sys
import time
from datetime import date
from pathlib import Path

from tests import databases

ENDS_ON = date(2026, 11, 22)
AGAIN = 10_000
MOST_SECONDS, MOST_MIB = 900, 2_048


def main(one_store_of: int) -> int:
    from tests.bench.__main__ import prepare_production

    os.environ.setdefault("LOG_LEVEL", "ERROR")
    prepare_production()
    from django.conf import settings

    name = str(settings.DATABASES["default"]["NAME"])
    databases.build_template(f"{name}_template")
    databases.recreate(name, f"{name}_template")
    try:
        return _lived(one_store_of)
    finally:
        databases.let_go()
        databases.drop(name)


def _lived(one_store_of: int) -> int:
    from ecosystem.demo.public import read_year
    from ecosystem.kernel import clock
    from ecosystem.kernel.money import CNY
    from ecosystem.ledger.public import book_total, prove_books
    from lending.town.year.businesses import businesses
    from lending.town.year.living import live
    from lending.town.year.report import report
    from tests.lending.policy.replaying import differences

    began, cpu = time.monotonic(), time.process_time()
    year = read_year(ends_on=ENDS_ON, one_store_of=one_store_of)
    for line in live(year):
        print(f"{time.monotonic() - began:6.0f} s  {line}", flush=True)
    seconds, mib = time.monotonic() - began, _most_mib()
    for line in report(year, businesses()):
        print(line)
    paid = sum(basket.paid_minor for basket in year.baskets)
    held = book_total("cash", CNY)
    run = prove_books(at=clock.now())
    again, differ = differences(AGAIN)
    print(f"{len(year.baskets)} baskets, {paid} fen, in the books {-held}; books: {run.differences} differences")
    print(f"{again} decisions decided again, {differ} differ")
    print(f"{seconds:.0f} s ({time.process_time() - cpu:.0f} s of this processor), at most {mib:.0f} MiB", flush=True)
    late = one_store_of == 1 and (seconds > MOST_SECONDS or mib > MOST_MIB)
    return int(bool(late or run.differences or differ or held != -paid))


def _most_mib() -> float:
    kept = next(line for line in Path("/proc/self/status").read_text().splitlines() if line.startswith("VmHWM:"))
    return int(kept.split()[1]) / 1024


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1])))
