"""``make demo`` as its user meets it, with a small town loaded whole: one start, many questions. The town itself is tested where it is made."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from ecosystem.stack.children import wait_until
from ecosystem.stack.places import REPOSITORY, State

pytestmark = [pytest.mark.stack, pytest.mark.timeout(900)]


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass
class Demo:
    state: State
    environ: dict[str, str]
    process: subprocess.Popen[str]
    output: Path
    port: int

    def said(self) -> str:
        return self.output.read_text()

    def stop(self) -> int:
        if self.process.poll() is None:
            self.process.terminate()
        return self.process.wait(60)

    def run(self, *words: str, **environ: str) -> subprocess.CompletedProcess[str]:
        """Another ``python -m ecosystem.stack …`` beside the running one."""
        command = [sys.executable, "-m", *(words or ("ecosystem.stack", "demo"))]
        return subprocess.run(command, cwd=REPOSITORY, env=self.environ | environ, capture_output=True, text=True, timeout=120, check=False)

    def health(self) -> dict[str, str]:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/healthz", timeout=10) as answer:
                return dict(json.load(answer)["parts"])
        except urllib.error.HTTPError as refused:
            return dict(json.load(refused)["parts"])
        except OSError:
            return {}

    def healthy(self) -> bool:
        return set(self.health().values()) == {"ok"}

    def child(self, part: str) -> int:
        """The process of a part, found among the demo's own children."""
        mark = {"web": "uvicorn", "worker": "worker", "beat": "beat", "postgres": "postgres", "valkey": "valkey-server"}[part]
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text().split()
        return next(int(pid) for pid in children if mark in Path(f"/proc/{pid}/cmdline").read_bytes().decode().split("\0twin")[0])


def _start(state: State, environ: dict[str, str], port: int) -> Demo:
    output = state.folder / "said.txt"
    with output.open("w") as said:
        process = subprocess.Popen(
            [sys.executable, "-m", "ecosystem.stack", "demo"], cwd=REPOSITORY, env=environ, stdout=said, stderr=subprocess.STDOUT, text=True
        )
    demo = Demo(state, environ, process, output, port)
    wait_until(lambda: process.poll() is not None or "\nready" in demo.said(), seconds=540, every=0.2)
    if "\nready" not in demo.said():
        demo.stop()
        pytest.fail(f"not ready:\n{demo.said()}")
    return demo


@pytest.fixture(scope="module")
def started(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    port = _free_port()
    state = State(tmp_path_factory.mktemp("demo") / "state")
    inherited = {
        name: value for name, value in os.environ.items() if name not in {"DATABASE_URL", "DATABASE_OWNER_URL", "REDIS_URL", "MAKELEVEL", "HOST"}
    }
    environ = {**inherited, "TWIN_STATE": str(state.folder), "PORT": str(port), "SIZE": "small"}
    demo = None
    try:
        demo = _start(state, environ, port)
        yield demo
    finally:
        if demo is not None:
            demo.stop()
        if state.folder.exists():
            state.clear()


@pytest.fixture
def demo(started: Demo) -> Demo:
    """Running, also after a test that stopped it."""
    if started.process.poll() is not None:
        started.process = _start(started.state, started.environ, started.port).process
    return started


def test_it_says_where_it_is_and_ends_with_ready(demo: Demo) -> None:
    lines = demo.said().splitlines()
    assert lines[-1].startswith(f"ready: http://127.0.0.1:{demo.port}/")
    assert f"Open     http://127.0.0.1:{demo.port}/" in lines
    assert "HOST=0.0.0.0" in demo.said()
    assert "owner@demo.twin" in demo.said()
    assert "\x1b[" not in demo.said()


def test_the_town_is_loaded_whole_and_its_books_agree(demo: Demo) -> None:
    told = demo.state.log("prepare").read_text()
    assert " residents in " in told
    assert "books proved: 0 differences" in told
    assert "member programmes" in told and " a round to " in told and " prepaid cards sold" in told


def test_everything_answers(demo: Demo) -> None:
    assert demo.health() == {"database": "ok", "broker": "ok", "worker": "ok", "beat": "ok"}


def test_the_first_page_is_served(demo: Demo) -> None:
    with urllib.request.urlopen(f"http://127.0.0.1:{demo.port}/", timeout=30) as answer:
        assert answer.status == 200


def test_nothing_listens_beyond_loopback(demo: Demo) -> None:
    rows = [line.split() for table in ("tcp", "tcp6") for line in Path(f"/proc/{demo.process.pid}/net/{table}").read_text().splitlines()[1:]]
    ours = [row[1] for row in rows if row[3] == "0A" and int(row[1].rpartition(":")[2], 16) == demo.port]
    assert ours == [f"0100007F:{demo.port:04X}"]


def test_a_second_start_finds_the_first(demo: Demo) -> None:
    told = demo.run()
    assert told.returncode == 0
    assert f"The demo runs already: http://127.0.0.1:{demo.port}/ (process {demo.process.pid})" in told.stdout


def test_a_town_of_no_such_size_is_refused(demo: Demo) -> None:
    told = demo.run(SIZE="huge")
    assert told.returncode == 1
    assert "SIZE=huge is none of town, small, full." in told.stderr


def test_reset_refuses_while_it_runs(demo: Demo) -> None:
    told = demo.run("ecosystem.stack.reset")
    assert told.returncode == 1
    assert "in use by make demo" in told.stderr


def test_a_taken_port_is_refused_before_anything_starts(demo: Demo, tmp_path: Path) -> None:
    told = demo.run(TWIN_STATE=str(tmp_path / "another"))
    assert told.returncode == 1
    assert f"Port {demo.port} on 127.0.0.1 is taken" in told.stderr
    assert not (tmp_path / "another" / "servers").exists()


@pytest.mark.parametrize("part", ["worker", "beat", "web", "valkey", "postgres"])
def test_a_part_that_is_killed_comes_back(demo: Demo, part: str) -> None:
    killed = demo.child(part)
    os.kill(killed, signal.SIGKILL)
    assert wait_until(lambda: f"{part} was started again" in demo.said(), seconds=30)
    assert wait_until(demo.healthy, seconds=120, every=0.5), demo.said()
    assert demo.child(part) != killed
    assert f"{part} stopped (SIGKILL)" in demo.said()


def test_sigterm_stops_every_child_and_the_next_start_skips_what_is_done(demo: Demo) -> None:
    mine, before = _descendants(demo.process.pid), demo.state.read("done.json")
    assert len(mine) > 5
    assert demo.stop() == 0
    assert demo.said().splitlines()[-1] == "stopped: every child has ended"
    # One that ended and that nobody has asked after yet still has its entry.
    assert [pid for pid in mine if _serves(pid)] == []
    demo.process = _start(demo.state, demo.environ, demo.port).process
    assert demo.state.read("done.json") == before
    assert demo.state.log("prepare").read_bytes() == b""


def _descendants(pid: int) -> list[int]:
    try:
        children = [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    except FileNotFoundError:
        # Connections of the database come and go while one asks.
        return []
    return [*children, *(grandchild for child in children for grandchild in _descendants(child))]


def test_it_dies_whole_when_it_is_killed(demo: Demo) -> None:
    mine = _descendants(demo.process.pid)
    demo.process.kill()
    demo.process.wait()
    assert wait_until(lambda: not any(_serves(pid) for pid in mine), seconds=30)


def _serves(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def test_reset_forgets_it(started: Demo) -> None:
    started.stop()
    assert started.run("ecosystem.stack.reset").returncode == 0
    assert not started.state.folder.exists()
