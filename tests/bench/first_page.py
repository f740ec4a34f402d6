"""What a phone on a slow line makes of the first page: the five measures of Lighthouse's performance score, and the score made of them.

This is not Lighthouse, which needs Node: it is Chromium's own observers and screencast under the throttling that Lighthouse publishes
for phones (150 ms and 1.6 Mbit/s as the line behaves to a page, a processor four times slower), weighed by its published curves and
weights (version 10). Two pages are a phone's first: the one at the address, and the shops around a place that was chosen; a row's value is the
median of the runs of the worse. Its limit is that of our empty page: the same frame, styles and scripts with two lines of text.

Processor time is real here, so a machine that others use as well tells a worse figure than the page deserves: ``first_slower`` is how
many times as long as its own work a loop takes here, so that 1 is a machine that does nothing else, and ``first_cpu`` the processor time that
the page's own thread had, throttled as it is.
"""

from __future__ import annotations

import base64
import io
import math
import os
import random
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from statistics import median
from typing import Any

from tests import databases
from tests.bench import Rows, _street, measured
from tests.bench._machine import stretched
from tests.bench._served import served

RUNS = int(os.environ.get("FIRST_PAGE_RUNS", "3"))
PAGES, EMPTY = ("/", "/nearby/"), "/offline/"
SHOPS = 2_000
QUIET_MS, PHONE = 2_500, {"width": 412, "height": 823}
LINE = {"offline": False, "latency": 562.5, "downloadThroughput": 1474.56 * 1024 / 8, "uploadThroughput": 675 * 1024 / 8}
SLOWER = 4
# The tenth of the web that is best, its middle, and the weight of each, in milliseconds; the shift of the layout has no unit.
CURVES = {"fcp": (1_800, 3_000, 10), "si": (3_387, 5_800, 10), "lcp": (2_500, 4_000, 25), "tbt": (200, 600, 30), "cls": (0.1, 0.25, 25)}
INVERSE_ERFC_OF_A_FIFTH = 0.9061938024368232
WATCH = """
window.seen = { fcp: 0, lcp: 0, tbt: 0, cls: 0 };
const watch = (type, note) => new PerformanceObserver(list => list.getEntries().forEach(note)).observe({ type, buffered: true });
watch("paint", e => { if (e.name === "first-contentful-paint") seen.fcp = e.startTime; });
watch("largest-contentful-paint", e => { seen.lcp = e.startTime; });
watch("layout-shift", e => { if (!e.hadRecentInput) seen.cls += e.value; });
watch("longtask", e => { if (e.startTime + e.duration > seen.fcp) seen.tbt += Math.max(0, e.duration - 50); });
"""


def first_page() -> Rows:
    from ecosystem.stack.bootstrap import BROWSERS

    found = next(filter(None, map(shutil.which, BROWSERS)), None)
    if found is None:
        print(f"first_page: no browser here; apt-get install {BROWSERS[0]}", file=sys.stderr)
        return {}
    _street.build(random.Random(7), SHOPS, 0.05, goods_each=1)
    cookie = session_at(*_street.CENTRE)
    databases.let_go()
    line = f"{LINE['latency']:g} ms and {LINE['downloadThroughput'] * 8 / 1024:g} kbit/s a request, a processor {SLOWER} times slower"
    print(f"first_page: {line}; Lighthouse's phone, of {PHONE['width']} by {PHONE['height']}", flush=True)
    with served("ecosystem.wsgi:application") as (port, _server), _phone(found) as phone:
        # Once for the server to load all that it needs; then in turn, so that each page has its share of whatever else the machine does.
        for page in (*PAGES, EMPTY):
            _visit(phone, port, page, cookie)
        turns = [{page: _visit(phone, port, page, cookie) for page in (*PAGES, EMPTY)} for _ in range(RUNS)]
        slower = median(stretched() for _ in range(RUNS))
    scores = {page: median(score_of(turn[page]) for turn in turns) for page in (*PAGES, EMPTY)}
    worse = min(PAGES, key=scores.__getitem__)
    print("first_page: " + ", ".join(f"{page} {score:.0f}" for page, score in scores.items()), flush=True)
    rows: Rows = {"first_page": measured(scores[worse], "of 100", limit=scores[EMPTY])}
    for name in CURVES:
        value, limit = (median(turn[page][name] for turn in turns) for page in (worse, EMPTY))
        rows[f"first_{name}"] = measured(value, "shift" if name == "cls" else "ms", limit=limit)
    value, limit = (median(turn[page]["cpu"] for turn in turns) for page in (worse, EMPTY))
    rows["first_cpu"] = measured(value, "ms", limit=limit)
    rows["first_slower"] = measured(slower, "times")
    return rows


def session_at(lat: float, lng: float) -> str:
    """The cookie of a visitor who said where she is."""
    from django.conf import settings

    session = import_module(settings.SESSION_ENGINE).SessionStore()
    session["position"] = [lat, lng]
    session.create()
    return str(session.session_key)


def score_of(seen: dict[str, float]) -> float:
    """Out of a hundred: each measure on its log-normal curve, where the best tenth has 0.9 and the middle 0.5."""
    total = 0.0
    for name, (best, middle, weight) in CURVES.items():
        if seen[name] <= 0:
            total += weight
            continue
        far = math.log(seen[name] / middle) * INVERSE_ERFC_OF_A_FIFTH / -math.log(best / middle)
        total += weight * (1 - math.erf(far)) / 2
    return total


@contextmanager
def _phone(browser: str) -> Iterator[Any]:
    from playwright.sync_api import sync_playwright

    # Playwright keeps an event loop in this thread, which Django takes for a reason not to touch the database.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    try:
        with sync_playwright() as play:
            made = play.chromium.launch(executable_path=browser, args=["--headless", "--no-sandbox", "--disable-gpu"], timeout=60_000)
            yield made
            made.close()
    finally:
        del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


def _visit(phone: Any, port: int, path: str, cookie: str) -> dict[str, float]:
    """A first visit: nothing is kept from the one before but where she is."""
    from django.conf import settings

    context = phone.new_context(viewport=PHONE, is_mobile=True, device_scale_factor=1.75, locale="zh-CN", service_workers="block")
    context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": cookie, "domain": "127.0.0.1", "path": "/", "secure": True}])
    page = context.new_page()
    line = context.new_cdp_session(page)
    frames: list[tuple[float, bytes]] = []

    def frame(told: dict[str, Any]) -> None:
        frames.append((told["metadata"]["timestamp"], base64.b64decode(told["data"])))
        line.send("Page.screencastFrameAck", {"sessionId": told["sessionId"]})

    line.on("Page.screencastFrame", frame)
    page.add_init_script(WATCH)
    for name, words in (
        ("Performance.enable", {"timeDomain": "threadTicks"}),
        ("Network.enable", {}),
        ("Network.emulateNetworkConditions", LINE),
        ("Emulation.setCPUThrottlingRate", {"rate": SLOWER}),
    ):
        line.send(name, words)
    line.send("Page.startScreencast", {"format": "jpeg", "quality": 40, "maxWidth": 206, "maxHeight": 412})
    page.goto(f"http://127.0.0.1:{port}{path}", wait_until="load", timeout=60_000)
    page.wait_for_timeout(QUIET_MS)
    line.send("Page.stopScreencast")
    seen: dict[str, float] = page.evaluate("window.seen")
    began = page.evaluate("performance.timeOrigin") / 1000
    spent = {told["name"]: told["value"] for told in line.send("Performance.getMetrics")["metrics"]}["TaskDuration"] * 1000
    context.close()
    return {**seen, "cpu": spent, "si": max(_speed_index(frames, began), seen["fcp"])}


def _speed_index(frames: list[tuple[float, bytes]], began: float) -> float:
    """Milliseconds, each counted by how much of the last picture was not there yet, told by its colours."""
    from PIL import Image

    if not frames:
        return 0.0
    counts = [_colours(Image.open(io.BytesIO(data))) for _at, data in frames]
    first, last = counts[0], counts[-1]
    whole = _apart(first, last) or 1
    index, before, missing = 0.0, began, 1.0
    for (at, _data), count in zip(frames, counts, strict=True):
        index += max(0.0, at - before) * missing
        before, missing = max(at, before), min(1.0, _apart(count, last) / whole)
    return index * 1000


def _colours(picture: Any) -> list[int]:
    return list(picture.convert("RGB").histogram())


def _apart(one: list[int], other: list[int]) -> int:
    return sum(abs(a - b) for a, b in zip(one, other, strict=True))
