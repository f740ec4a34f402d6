"""The power goes in the middle of trade: nothing that was acknowledged is lost, and nothing is done twice."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from uuid import uuid4

import httpx
import psycopg
import pytest

from ecosystem.stack.children import Program, end
from ecosystem.stack.places import REPOSITORY, State
from ecosystem.stack.postgres import OWNER, Postgres
from ecosystem.stack.servers import Servers, start

pytestmark = [pytest.mark.journey, pytest.mark.stack, pytest.mark.timeout(300)]
CALM, LONGEST_S = 12, 55.0
TOKEN = "c" * 32


@dataclass
class Power:
    """A PostgreSQL and a web process that can be cut off, and started again at the same place."""

    postgres: Postgres
    web: Program
    url: str
    running: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)

    def cut(self, name: str) -> None:
        """SIGKILL, with everything that the process started: PostgreSQL's own lead groups of their own."""
        process = self.running[name]
        for pid in (process.pid, *_children_of(process.pid)):
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        process.wait(10)

    def restore(self, name: str) -> None:
        self.running[name] = start(self.postgres.program() if name == "postgres" else self.web)


@dataclass
class Buyer:
    """Orders without pause; what fails is sent again as it was, under the same key."""

    url: str
    session: str
    sku: str
    acknowledged: dict[str, tuple[dict[str, str], str]] = field(default_factory=dict)
    refused: list[str] = field(default_factory=list)
    enough: threading.Event = field(default_factory=threading.Event)
    failures: int = 0

    def run(self) -> None:
        cookies, headers = {"sessionid": self.session, "csrftoken": TOKEN}, {"X-CSRFToken": TOKEN}
        with httpx.Client(base_url=f"{self.url}/api/v1/", cookies=cookies, headers=headers, timeout=20) as client:
            while not self.enough.is_set():
                self._insist(client, "POST", "basket/lines", {"sku": self.sku, "quantity": "2"})
                basket = self._insist(client, "GET", "basket")
                body, key = {"quote": str(basket["quote"]), "channel": "pickup"}, uuid4().hex
                errand = self._insist(client, "POST", "checkout", body, key=key)["errand"]
                self.acknowledged[key] = (body, errand)

    def again(self, key: str) -> str:
        """The errand that the same request under the same key names now."""
        body, _errand = self.acknowledged[key]
        cookies, headers = {"sessionid": self.session, "csrftoken": TOKEN}, {"X-CSRFToken": TOKEN, "Idempotency-Key": key}
        answer = httpx.post(f"{self.url}/api/v1/checkout", json=body, cookies=cookies, headers=headers, timeout=20)
        return str(answer.json()["errand"])

    def _insist(self, client: httpx.Client, method: str, path: str, body: object = None, *, key: str = "") -> dict[str, str]:
        while True:
            with suppress(httpx.TransportError):
                answer = client.request(method, path, json=body, headers={"Idempotency-Key": key} if key else {})
                if answer.is_success:
                    return answer.json() if answer.content else {}
                # 409: the same key is still at work in a process that is just ending.
                if answer.status_code < 500 and answer.status_code != 409:
                    self.refused.append(f"{path}: {answer.status_code} {answer.text[:200]}")
                    self.enough.set()
            self.failures += 1
            time.sleep(0.1)


def _children_of(parent: int) -> list[int]:
    found = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):
            name, _, rest = stat.read_text().rpartition(")")
            if int(rest.split()[1]) == parent:
                found.append(int(name.split()[0]))
    return found


def _manage(environ: dict[str, str], *words: str) -> str:
    told = subprocess.run([sys.executable, *words], cwd=REPOSITORY, env=environ, capture_output=True, text=True, check=False)
    assert told.returncode == 0, told.stdout[-2000:] + told.stderr[-2000:]
    return told.stdout


def _healthy(url: str) -> bool:
    try:
        return httpx.get(f"{url}/api/v1/basket", timeout=5).status_code < 500
    except httpx.TransportError:
        return False


@pytest.fixture
def power(tmp_path: Path) -> Iterator[tuple[Power, dict[str, str]]]:
    state = State(tmp_path / "crash")
    given = {name: value for name, value in os.environ.items() if name not in {"DATABASE_URL", "DATABASE_OWNER_URL"}}
    postgres = Servers(state, fast=False, environ=given).postgres
    assert postgres is not None
    postgres.prepare()
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    url = f"http://127.0.0.1:{port}"
    environ = given | {"SECRET_KEY": "only-for-this-test-" + "x" * 40, "DEMO_MODE": "1", "DJANGO_SETTINGS_MODULE": "ecosystem.settings"}
    environ |= {"DATABASE_URL": postgres.url("app"), "TWIN_STATE": str(state.folder), "LOG_LEVEL": "ERROR"}
    line = (sys.executable, "-m", "uvicorn", "ecosystem.asgi:application", "--port", str(port), "--lifespan", "off", "--log-level", "warning")
    web = Program("web", line, state.log("web"), environ | {"DATABASE_POOL": "4"}, cwd=REPOSITORY, ready=lambda: _healthy(url))
    power = Power(postgres, web, url)
    try:
        power.restore("postgres")
        _manage(environ | {"DATABASE_OWNER_URL": postgres.url(OWNER)}, "manage.py", "migrate", "--verbosity", "0")
        yield power, environ
    finally:
        for name, process in power.running.items():
            end(process, postgres.program() if name == "postgres" else web)


def test_an_acknowledged_order_outlives_the_death_of_database_and_web(power: tuple[Power, dict[str, str]]) -> None:
    servers, environ = power
    known = json.loads(_manage(environ, "-m", "tests.journeys.crash_street").splitlines()[-1])
    servers.restore("web")
    buyer = Buyer(servers.url, known["session"], known["sku"])
    thread = threading.Thread(target=buyer.run, daemon=True)
    began = time.monotonic()
    thread.start()
    for turn, victim in enumerate(("postgres", "web"), start=1):
        _wait_for(buyer, turn * CALM, began)
        servers.cut(victim)
        failed = buyer.failures
        time.sleep(0.5)
        servers.restore(victim)
        assert buyer.failures > failed, f"the buyer never noticed that {victim} was gone"
    _wait_for(buyer, 3 * CALM, began)
    buyer.enough.set()
    thread.join(30)
    errands = [errand for _body, errand in buyer.acknowledged.values()]
    assert [buyer.again(key) for key in buyer.acknowledged] == errands
    with psycopg.connect(servers.postgres.url("app")) as connection:
        kept = connection.execute("SELECT errand_id::text, count(*) FROM orders_order GROUP BY 1").fetchall()
    assert sorted(kept) == sorted((errand, 1) for errand in errands)
    assert "0 differences" in _manage(environ, "manage.py", "prove_books")


def _wait_for(buyer: Buyer, orders: int, began: float) -> None:
    while len(buyer.acknowledged) < orders:
        assert not buyer.refused, buyer.refused
        assert time.monotonic() - began < LONGEST_S, f"{len(buyer.acknowledged)} orders in {LONGEST_S:.0f} s"
        time.sleep(0.02)
