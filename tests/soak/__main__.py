"""Run the experiments named, or all; ends with the exit code of the first that failed."""

from __future__ import annotations

import os
import subprocess
import sys

from tests import soak

EXPERIMENTS = {
    "races": (20, ("-p", "tests.soak.again", "--again={}")),
    "crash": (5, ("-p", "tests.soak.again", "--again={}", *soak.CRASH)),
    "business": (60, ("-p", "tests.soak.busy", "--busy-seconds={}", "-s", "tests/races/test_business.py")),
    "locks": (6, ("-p", "tests.soak.locks", "--races-a-lock={}", "-s", "--ignore=tests/races/test_business.py")),
    "machine": (200, ("-p", "tests.soak.machine", "--histories={}", "--timeout=0", "-s", "tests/residents/circle")),
    "replay": (10_000, ("-p", "tests.soak.replayed", "--decisions={}", "-s", soak.REPLAY)),
    "order": (1, ("-p", "tests.soak.shuffled", "--lot={}")),
    "ties": (1, ("-p", "tests.soak.again", "--again={}", "-p", "tests.soak.ties")),
    "nearby": (10, ()),
    "day": (10, ()),
    "year": (1, ()),
    "wholesale": (1, ("-p", "tests.soak.again", "--again={}", *soak.WHOLESALE)),
}
# What may be asked for by file, ``locks 3 tests/races/test_till.py``, and what it is otherwise.
IN_PARTS = {"races": soak.RACES, "locks": ("tests/races",), "ties": soak.TIES}


def main(words: list[str]) -> int:
    wanted = [(words[0], words[1:])] if words else [(name, []) for name in EXPERIMENTS]
    for name, more in wanted:
        parts = [word for word in more if word.startswith("tests/")]
        number = [word for word in more if word not in parts]
        if name not in EXPERIMENTS or len(number) > 1 or not all(word.isdigit() for word in number) or (parts and name not in IN_PARTS):
            print(soak.__doc__, file=sys.stderr)
            return 2
        usual, options = EXPERIMENTS[name]
        if name in OTHERWISE:
            code = OTHERWISE[name](int(*number or [usual]))
            if code:
                return code
            continue
        told = [word.format(*(number or [usual])) for word in (*options, *(parts or IN_PARTS.get(name, ())))]
        print(f"soak: {name} {(number or [usual])[0]}", flush=True)
        code = subprocess.run([sys.executable, "-m", "pytest", "-q", "-x", *told], check=False).returncode
        if code:
            return code
    return 0


def _measured(scale: int) -> int:
    """The benchmarks of nearby and of search, in towns so many times as large."""
    print(f"soak: nearby {scale}", flush=True)
    environment = {**os.environ, "TWIN_BENCH_SCALE": str(scale)}
    return subprocess.run([sys.executable, "-m", "tests.bench", "nearby", "search"], check=False, env=environment).returncode


def _lived(minutes: int) -> int:
    """A day of the bank's, in so many minutes."""
    print(f"soak: day {minutes}", flush=True)
    return subprocess.run([sys.executable, "-m", "tests.soak.day", str(minutes)], check=False).returncode


def _year(one_store_of: int) -> int:
    """The source's whole year, or the stores of which one in so many is taken."""
    print(f"soak: year {one_store_of}", flush=True)
    return subprocess.run([sys.executable, "-m", "tests.soak.year", str(one_store_of)], check=False).returncode


# What pytest has no part in.
OTHERWISE = {"nearby": _measured, "day": _lived, "year": _year}


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
