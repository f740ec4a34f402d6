"""A production server as a child process, clients that speak to it, and what both cost the processor."""

from __future__ import annotations

import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any
from uuid import uuid4

TICKS = os.sysconf("SC_CLK_TCK")
TOKEN = "t" * 32
PROCESSES = 2
FILLER = "twin bench filler"
SERVING = "SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid() AND application_name <> %s"


@contextmanager
def served(application: str) -> Iterator[tuple[int, int]]:
    """Granian over WSGI with two processes: its port and process id."""
    more = ["--workers", str(PROCESSES), "--blocking-threads", "4", "--log-level", "warning"]
    with _started("granian", application, "--interface", "wsgi", *more) as found:
        yield found


@contextmanager
def sockets_served(application: str) -> Iterator[tuple[int, int]]:
    """Uvicorn with one process: its port and process id."""
    with _started("uvicorn", application, "--lifespan", "off", "--log-level", "error", "--timeout-graceful-shutdown", "2") as found:
        yield found


@contextmanager
def _started(program: str, application: str, *more: str) -> Iterator[tuple[int, int]]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", program, "--host", "127.0.0.1", "--port", str(port), *more, application]
    # What refuses to start without HTTPS is told that somebody else speaks it; the clients come from this machine.
    server = subprocess.Popen(command, start_new_session=True, env={**os.environ, "HTTPS": "1"})
    try:
        _await(port)
        yield port, server.pid
    finally:
        os.killpg(server.pid, signal.SIGTERM)
        try:
            server.wait(20)
        except subprocess.TimeoutExpired:
            os.killpg(server.pid, signal.SIGKILL)
            server.wait()


def _await(port: int) -> None:
    for _ in range(1_200):
        try:
            with socket.create_connection(("127.0.0.1", port), 1):
                return
        except OSError:
            time.sleep(0.1)
    raise TimeoutError("the server did not start")


@dataclass(slots=True)
class Caller:
    """One signed-in client on one kept connection."""

    port: int
    cookie: str = ""

    def __post_init__(self) -> None:
        self.line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        self.headers = {"Content-Type": "application/json", "X-CSRFToken": TOKEN, "Cookie": f"csrftoken={TOKEN}; {self.cookie}"}

    line: Any = None
    headers: Any = None

    def ask(self, method: str, path: str, body: object = None, *, expect: int = 200) -> Any:
        status, text = self.send(method, path, None if body is None else json.dumps(body))
        if status != expect:
            raise AssertionError((path, status, text[:500]))
        return json.loads(text) if text else None

    def send(self, method: str, path: str, body: str | None = None, **headers: str) -> tuple[int, bytes]:
        """Whatever comes back."""
        self.line.request(method, path, body, {**self.headers, "Idempotency-Key": uuid4().hex, **headers})
        answer = self.line.getresponse()
        return answer.status, answer.read()


def session_of(person: Any) -> str:
    """The cookie of somebody who has signed in."""
    from django.conf import settings
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY

    session = import_module(settings.SESSION_ENGINE).SessionStore()
    session[SESSION_KEY], session[BACKEND_SESSION_KEY] = str(person.pk), settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = person.get_session_auth_hash()
    session.create()
    return f"{settings.SESSION_COOKIE_NAME}={session.session_key}"


def cpu_of(server: int) -> dict[int, float]:
    """Processor seconds so far of the server's processes and of the database's that serve it.

    The database's processes that fill baskets for the clients are no part of what is measured.
    """
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(SERVING, [FILLER])
        backends = [row[0] for row in cursor.fetchall()]
    return {pid: seconds_of([pid]) for pid in [*family(server), *backends]}


def family(pid: int) -> list[int]:
    """A process and all below it."""
    children = [int(child) for tasks in Path(f"/proc/{pid}/task").glob("*/children") for child in tasks.read_text().split()]
    return [pid, *(member for child in children for member in family(child))]


def seconds_of(pids: Iterable[int], *, ended: bool = False) -> float:
    """Processor seconds of processes so far; ``ended`` adds those of their children that ended."""
    return sum(sum(map(int, _stat(pid)[11 : 15 if ended else 13])) for pid in pids) / TICKS


def _stat(pid: int) -> list[str]:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    except OSError:
        return []
