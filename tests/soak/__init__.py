"""What is too long for every day: ``make soak``, or one of them with a number, ``make soak ARGS="races 20"``.

races N: the four races that the house stands on, each N times, on a durable database; or those in the files named after the number.
crash N: the power cut off in the middle of trade, N times.
business N: eight workers do anything that the two circles offer, at random, for N seconds; then the books are proved.
locks N: every race without its row locks, then each lock taken out of at most N races that met it; tells what was seen red. Files of
    races after the number are a part of it.
machine N: N random histories of the business circle, each beside a model of it in plain Python.
replay N: N decisions by three policies stored, then each decided again: the same to the byte, or it fails.
order N: the whole suite, file by file in the order that lot N draws, in one process: what one file leaves must not matter to the next.
ties N: what no browser looks at, N times, with rows that no order tells apart in any: what is compared or counted in their order is red.
nearby N: the benchmarks of nearby and search in towns N times as large, into ``build/bench.json`` beside the usual ones.
day N: a bank's day of 3,500 orders in ten minutes, or a part of it in N: 200 residents over HTTP, with all that they do besides ordering.
year N: every basket of The Complete Journey as facts and books, every night of the year looked at, 10,000 decisions decided again,
    and a report of how offers moved before sales collapsed; of one store in N.
wholesale: the UK wholesaler's whole year loaded and proved; skipped where its file is not beside the repository.
"""

from __future__ import annotations

RACES = (
    "tests/races/test_orders.py::test_two_hundred_buyers_of_fifty_bottles_get_fifty",
    "tests/races/test_loans.py::test_two_acceptances_at_once_open_one_loan",
    "tests/races/test_orders.py::test_a_late_payment_finds_the_order_open_or_comes_back",
    "tests/races/test_orders.py::test_the_same_key_sixty_four_times_is_one_errand",
)
CRASH = ("tests/journeys/test_crash.py",)
TIES = tuple(f"tests/{part}" for part in ("ecosystem", "merchants", "residents", "lending", "races"))
REPLAY = "tests/lending/policy/many_decided.py"
WHOLESALE = ("tests/merchants/wholesale/whole_year.py",)
