"""How soon a shop's open page hears of an order, while thousands of other pages are open.

The value is the 95th percentile from the moment in which a buyer's program sends its checkout over HTTP, 20 of them a second,
to that in which the page of the shop gets the word on its WebSocket: the whole checkout is in it. ``sockets_word`` is what of that came after the
buyer had her answer, which is what the sockets alone take; ``cpu_ms`` the socket server's processor time for each order. The limit is a bare Channels
consumer with as many sockets, from ``group_send`` to the socket. HTTP is served by two processes, sockets by one, as in production.

A run opens 1,000 sockets; ``SOCKETS=5000`` the whole. Each takes a file of the server's and one of ours: where the machine allows
fewer, fewer are opened, and ``sockets_open`` says how many were still there at the end. ``sockets_kib`` is what one costs the server.
"""

from __future__ import annotations

import asyncio
import multiprocessing
import os
import resource
import time
from collections.abc import Awaitable, Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field
from multiprocessing.synchronize import Event
from pathlib import Path
from typing import Any

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed

from tests import databases
from tests.bench import Measure, Rows, measured
from tests.bench._corner import Place, build
from tests.bench._served import family, seconds_of, served, session_of, sockets_served
from tests.bench.checkout import ours_of

WANTED = int(os.environ.get("SOCKETS", "1000"))
SHOPS, RESIDENTS, A_SECOND, SECONDS = 20, 250, 20, 12
KEPT_FILES, AT_ONCE, DEAD_S, OPENED_WITHIN_S = 300, 50, 5.0, 600


def sockets() -> Rows:
    from django.db import connection

    places, crowd = build(SHOPS), _residents()
    connection.close()
    others = _room() - SHOPS
    # HTTP first: its two processes are what the orders come by.
    with (
        served("ecosystem.wsgi:application") as (http, _server),
        sockets_served("ecosystem.asgi:application") as (port, server),
        Crowd(port, crowd, others, server) as ours,
    ):
        # When the crowd stands: a server hangs up on those who say nothing for long.
        buys = [ours_of(places, http, number) for number in range(SHOPS)]
        before = seconds_of(family(server))
        heard = asyncio.run(_ordering(port, places, buys))
        ours.took, ours.word = [took for took, _word in heard], [word for _took, word in heard]
        spent = (seconds_of(family(server)) - before) * 1000 / len(heard)
    with sockets_served("tests.bench._echo:application") as (port, server), Crowd(port, ["bare"], others, server) as bare:
        bare.took = [took for took, _word in asyncio.run(_echoing(port))]
    connection.close()
    told = {"limit": None, "ratio": None, "sql": None, "cpu_ms": None}
    return {
        "sockets": measured(_p95(ours.took), "ms p95", limit=_p95(bare.took), cpu_ms=spent),
        "sockets_word": measured(_p95(ours.word), "ms p95", limit=_p95(bare.took)),
        "sockets_open": Measure(value=ours.left + SHOPS, unit="sockets", **told),  # type: ignore[typeddict-item]
        "sockets_kib": Measure(value=round(ours.kib, 1), unit="KiB each", **told),  # type: ignore[typeddict-item]
    }


def _room() -> int:
    """As many sockets as are wanted and as the machine lets one process hold."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft < hard:
        resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    return min(WANTED, hard - KEPT_FILES) if hard != resource.RLIM_INFINITY else WANTED


def _residents() -> list[str]:
    from tests import cast

    return [session_of(cast.person(f"neighbour{number}")) for number in range(RESIDENTS)]


@dataclass
class Crowd:
    """Pages that stand open in a process of their own and hear nothing: a resident has several windows."""

    port: int
    cookies: Sequence[str]
    many: int
    server: int
    took: list[float] = field(default_factory=list)
    word: list[float] = field(default_factory=list)
    left: int = 0
    kib: float = 0.0

    def __enter__(self) -> Crowd:
        fork = multiprocessing.get_context("fork")
        self.over, self.ready, self.count = fork.Event(), fork.Event(), fork.Value("i", 0)
        before = _resident_kib(self.server)
        databases.let_go()
        self.process = fork.Process(target=_stand, args=(self.port, self.cookies, self.many, self.ready, self.over, self.count), daemon=True)
        self.process.start()
        if not self.ready.wait(OPENED_WITHIN_S):
            raise TimeoutError(f"{self.many} sockets were not opened in {OPENED_WITHIN_S} s")
        self.kib = (_resident_kib(self.server) - before) / max(self.many, 1)
        return self

    def __exit__(self, *error: object) -> None:
        self.over.set()
        self.process.join(60)
        self.left = self.count.value

    over: Any = None
    ready: Any = None
    count: Any = None
    process: Any = None


def _resident_kib(pid: int) -> int:
    kept = next(line for line in Path(f"/proc/{pid}/status").read_text().splitlines() if line.startswith("VmRSS:"))
    return int(kept.split()[1])


def _stand(port: int, cookies: Sequence[str], many: int, ready: Event, over: Event, count: Any) -> None:
    async def stand() -> None:
        gate = asyncio.Semaphore(AT_ONCE)

        async def one(number: int) -> ClientConnection:
            async with gate:
                return await _page(port, cookies[number % len(cookies)])

        pages = await asyncio.gather(*(one(number) for number in range(many)))
        ready.set()
        while not over.is_set():
            await asyncio.sleep(0.2)
        count.value = sum(1 for page in pages if page.state.name == "OPEN")

    asyncio.run(stand())


async def _page(port: int, cookie: str, path: str = "ws/live/") -> ClientConnection:
    headers = {"Cookie": cookie, "Origin": f"http://127.0.0.1:{port}"}
    return await connect(f"ws://127.0.0.1:{port}/{path}", additional_headers=headers, compression=None, ping_interval=None, open_timeout=120)


class Ear:
    """A page that notes when it heard something."""

    def __init__(self, page: ClientConnection) -> None:
        self.page, self.heard, self.turn = page, asyncio.Event(), asyncio.Lock()
        self.task = asyncio.create_task(self._listen())

    async def _listen(self) -> None:
        try:
            async for _said in self.page:
                self.heard.set()
        except ConnectionClosed:
            return

    async def after(self, act: Callable[[], Awaitable[object]]) -> tuple[float, float]:
        """Milliseconds from the beginning of an act to the word of it, and from its end; what is not heard in time counts as that long."""
        async with self.turn:
            self.heard.clear()
            began = time.perf_counter()
            doing = asyncio.ensure_future(act())
            with suppress(TimeoutError):
                await asyncio.wait_for(self.heard.wait(), DEAD_S)
            heard = time.perf_counter()
            ended = await doing
            # The word may be there before the answer is.
            after = heard - ended if isinstance(ended, float) else heard - began
            return (heard - began) * 1000, max(0.0, after * 1000)


async def _paced(ears: Sequence[Ear], acts: Sequence[Callable[[], Awaitable[object]]]) -> list[tuple[float, float]]:
    """Each in turn, at the rate asked, whether or not earlier ones have been heard; a shop's own come a second apart, and never two at once."""
    waits, began = [], time.perf_counter()
    for number in range(A_SECOND * SECONDS):
        await asyncio.sleep(max(0.0, began + number / A_SECOND - time.perf_counter()))
        turn = number % len(ears)
        waits.append(asyncio.create_task(ears[turn].after(acts[turn])))
    took = await asyncio.gather(*waits)
    for ear in ears:
        await ear.page.close()
    return took


def _timed(buy: Callable[[], None]) -> float:
    """When the answer came."""
    buy()
    return time.perf_counter()


async def _ordering(port: int, places: Sequence[Place], buys: Sequence[Callable[[], None]]) -> list[tuple[float, float]]:
    with ThreadPoolExecutor(SHOPS) as hands:
        loop = asyncio.get_running_loop()
        ears = [Ear(await _page(port, place.keeper)) for place in places]
        acts = [(lambda buy=buy: loop.run_in_executor(hands, _timed, buy)) for buy in buys]
        # What was said before the pages came is told to them as they come.
        await asyncio.sleep(1)
        return await _paced(ears, acts)


async def _echoing(port: int) -> list[tuple[float, float]]:
    from channels.layers import get_channel_layer

    layer = get_channel_layer()
    ears = [Ear(await _page(port, "", f"?shop{number}")) for number in range(SHOPS)]
    acts = [(lambda number=number: layer.group_send(f"shop{number}", {"type": "changed", "what": "orders"})) for number in range(SHOPS)]
    return await _paced(ears, acts)


def _p95(took: Sequence[float]) -> float:
    return sorted(took)[int(len(took) * 0.95)]
