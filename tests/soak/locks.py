"""A pytest plugin: each lock that a race meets, of a row or by a name, is taken out, and the races that met it run until one is red.

First every race runs without any lock at all: one that stays green then is decided by the database alone (one statement, a
unique constraint), or does not look. Then each lock in turn, named by the function that takes it and the one that asked for
it; what stays green there stands behind another lock of the same verb, or before a statement that decides by itself.

Which of these it is was decided once for each (``tests.soak.decided``); only what nobody has decided is told, and fails.
"""

from __future__ import annotations

import re
import sys
import threading
import time
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from _pytest.runner import runtestprotocol
from django.db.backends.utils import CursorWrapper

from tests.soak import decided

ROOT = Path(__file__).resolve().parent.parent.parent
WINGS = ("ecosystem", "merchants", "residents", "lending")
# What every verb passes through; and the books, whose callers are everybody who moves money.
NOBODY, ALONE = ("ecosystem/kernel/", "ecosystem/once/"), ("ecosystem/ledger/",)
CLAUSE = re.compile(r'\s+FOR (NO KEY )?(UPDATE|SHARE)( OF "?\w+"?(, ?"?\w+"?)*)?( SKIP LOCKED| NOWAIT)?')
# One at a time by a name, where there is no row to hold yet.
ADVISORY = re.compile(r"SELECT pg_(?:try_)?advisory_xact_lock(?:_shared)?(\(.*\))")

EVERY = "every lock"

met: dict[str, dict[str, float]] = defaultdict(dict)
now: dict[str, str] = {"test": "", "out": "", "why": ""}
_execute = CursorWrapper.execute


def _callers() -> Iterator[str]:
    frame: Any = sys._getframe(2)
    while frame is not None:
        path = Path(frame.f_code.co_filename)
        if path.is_relative_to(ROOT) and path.relative_to(ROOT).parts[0] in WINGS:
            inside = path.relative_to(ROOT).as_posix()
            if not inside.startswith(NOBODY) and not frame.f_code.co_name.startswith("<"):
                yield f"{inside}:{frame.f_code.co_name}"
        frame = frame.f_back


def _place() -> str:
    callers = _callers()
    first = next(callers, "")
    asked = "" if first.startswith(ALONE) else next((caller for caller in callers if caller != first), "")
    return f"{first} < {asked}" if asked else first


def _executed(self: Any, sql: Any, params: Any = None) -> Any:
    if isinstance(sql, str) and (CLAUSE.search(sql) or ADVISORY.fullmatch(sql)):
        place = _place()
        if threading.current_thread() is not threading.main_thread() and not now["out"]:
            met[place].setdefault(now["test"], 0.0)
        if now["out"] in (EVERY, place):
            sql = ADVISORY.sub(r"SELECT \1 IS NOT NULL", CLAUSE.sub("", sql))
    return _execute(self, sql, params)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--races-a-lock", type=int, default=6, help="how many races each lock is taken out of, at most; 0 only runs each race without any lock"
    )


@pytest.hookimpl(tryfirst=True)
def pytest_runtestloop(session: pytest.Session) -> bool:
    if session.config.option.collectonly:
        return False
    CursorWrapper.execute = _executed  # type: ignore[method-assign]
    items, most = {item.nodeid: item for item in session.items}, session.config.getoption("races_a_lock")
    took = _took(items) if most else dict.fromkeys(items, 0.0)
    without = [name for name in took if _without_any(name, items)]
    print(f"\n{len(took) - len(without)} of {len(took)} races are red without any lock, {len(without)} green", flush=True)
    left = _undecided(without, decided.RACES)
    session.testsfailed = left + (_each_alone(items, took, most) if most else 0)
    CursorWrapper.execute = _execute  # type: ignore[method-assign]
    return True


def _took(items: dict[str, Any]) -> dict[str, float]:
    """How long each takes with every lock in place; and every lock that it met is written down."""
    took = {}
    for name, item in items.items():
        now["test"], began = name, time.monotonic()
        if not _green(item, items):
            print(f"\n{name} is red with every lock in place: left out")
            continue
        took[name] = time.monotonic() - began
    return took


def _each_alone(items: dict[str, Any], took: dict[str, float], most: int) -> int:
    """Takes out one lock after the other; how many stay green for no reason that is written down."""
    told = sorted(place for place in met if place)
    print(f"\n{len(told)} locks in {len(took)} races", flush=True)
    green = [place for place in told if not _missed(place, items, took, most)]
    print(f"\n{len(told) - len(green)} seen red, {len(green)} green without", flush=True)
    return _undecided(green, decided.LOCKS)


def _undecided(names: list[str], known: dict[str, str]) -> int:
    """Tells what stays green for no reason that is written down, and how many these are."""
    reasons = Counter(known[name] for name in names if name in known)
    print("\n".join(f"  {count:>4} {reason}" for reason, count in reasons.most_common()))
    left = [name for name in names if name not in known]
    print(f"  {len(left):>4} not decided yet" + "".join(f"\n       {name}" for name in left), flush=True)
    return len(left)


def _without_any(name: str, items: dict[str, Any]) -> bool:
    """Whether it is green all the same; told with what it then came to, or with what decides in the locks' stead."""
    now["out"] = EVERY
    try:
        green = _green(items[name], items)
    finally:
        now["out"] = ""
    why = decided.RACES.get(name, "not decided yet") if green else now["why"]
    print(f"{'green' if green else 'red  '}  {name.removeprefix('tests/races/')}   {why}", flush=True)
    return green


def _missed(place: str, items: dict[str, Any], took: dict[str, float], most: int) -> bool:
    now["out"] = place
    try:
        for name in sorted((name for name in met[place] if name in took), key=lambda name: took[name])[:most]:
            if not _green(items[name], items):
                print(f"red    {place}   {name.removeprefix('tests/races/')}", flush=True)
                return True
    finally:
        now["out"] = ""
    print(f"green  {place}   {len(met[place])} races", flush=True)
    return False


def _green(item: Any, items: dict[str, Any]) -> bool:
    """What a red test leaves is put away with its file's town."""
    item.session._setupstate.teardown_exact(item)
    other = next((one for one in items.values() if one.path != item.path), None)
    beside = next((one for one in items.values() if one.path == item.path and one is not item), other)
    reports = runtestprotocol(item, log=False, nextitem=beside)
    failed = [report for report in reports if report.failed]
    if not failed:
        return True
    if not now["out"]:
        print(failed[0].longreprtext[-2000:])
    crash = getattr(failed[0].longrepr, "reprcrash", None)
    now["why"] = str(getattr(crash, "message", "")).partition("\n")[0][:200]
    item.session._setupstate.teardown_exact(other)
    return False
