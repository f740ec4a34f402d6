"""Children that die are restarted; when we end, nobody is left."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from ecosystem.stack.children import Program, wait_until
from ecosystem.stack.refusals import CannotStart
from ecosystem.stack.supervisor import HOPELESS, Stopped, Supervisor

SLEEPER = "import time; time.sleep(600)"
STUBBORN = "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('deaf', flush=True); time.sleep(600)"
PARENT = """
import subprocess, sys, time
print(subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"]).pid, flush=True)
time.sleep(600)
"""
SUPERVISING = """
import sys, time
from pathlib import Path
from ecosystem.stack.children import Program
from ecosystem.stack.supervisor import Supervisor
with Supervisor(print) as supervisor:
    supervisor.keep(Program("sleeper", (sys.executable, "-c", "import time; time.sleep(600)"), Path(sys.argv[1]), {}))
    print(supervisor.children[0].process.pid, flush=True)
    supervisor.watch()
"""


@pytest.fixture(autouse=True)
def _signals() -> Iterator[None]:
    """A supervisor takes the signals for good; the test run wants them back."""
    before = {sign: signal.getsignal(sign) for sign in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)}
    yield
    for sign, handler in before.items():
        signal.signal(sign, handler)


def _program(tmp_path: Path, code: str, *, patience: float = 5.0) -> Program:
    return Program("child", (sys.executable, "-c", code), tmp_path / "child.log", dict(os.environ), patience=patience)


def _lives(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def test_a_child_that_is_killed_is_restarted_and_reported(tmp_path: Path) -> None:
    said: list[str] = []
    with Supervisor(said.append) as supervisor:
        supervisor.keep(_program(tmp_path, SLEEPER))
        child = supervisor.children[0]
        assert child.process is not None
        first = child.process.pid
        os.kill(first, signal.SIGKILL)
        supervisor.wait_for(lambda: child.process is not None and child.process.pid != first, seconds=10)
        assert said[0].startswith("child stopped (SIGKILL); starting it again in 0.5 s")
        assert said[1].startswith("child was started again")


def test_the_pause_before_a_restart_grows(tmp_path: Path) -> None:
    said: list[str] = []
    with Supervisor(said.append) as supervisor:
        supervisor.keep(_program(tmp_path, "raise SystemExit(3)"))
        with pytest.raises(CannotStart, match="child keeps stopping"):
            supervisor.wait_for(lambda: False, seconds=60)
    pauses = [line.partition("again in ")[2].partition(" s")[0] for line in said if "exit code 3" in line]
    assert pauses == ["0.5", "1.0", "2.0", "4.0"]
    assert len(pauses) == HOPELESS


def test_what_it_said_last_is_in_the_refusal(tmp_path: Path) -> None:
    with Supervisor(lambda _: None) as supervisor:
        supervisor.keep(_program(tmp_path, "raise SystemExit('no coffee')"))
        with pytest.raises(CannotStart, match="no coffee"):
            supervisor.wait_for(lambda: False, seconds=60)


def test_leaving_ends_children_and_grandchildren(tmp_path: Path) -> None:
    with Supervisor(lambda _: None) as supervisor:
        supervisor.keep(_program(tmp_path, PARENT))
        assert wait_until(lambda: (tmp_path / "child.log").read_text().strip().isdigit(), seconds=10)
        child, grandchild = supervisor.children[0].process, int((tmp_path / "child.log").read_text())
    assert child is not None
    assert wait_until(lambda: not _lives(child.pid) and not _lives(grandchild), seconds=5)


def test_a_child_that_does_not_listen_is_killed(tmp_path: Path) -> None:
    with Supervisor(lambda _: None) as supervisor:
        supervisor.keep(_program(tmp_path, STUBBORN, patience=0.5))
        assert wait_until(lambda: "deaf" in (tmp_path / "child.log").read_text(), seconds=10)
        child = supervisor.children[0].process
    assert child is not None
    assert child.returncode == -signal.SIGKILL


@pytest.mark.parametrize("sign", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_stops_the_watch(tmp_path: Path, sign: signal.Signals) -> None:
    with pytest.raises(Stopped), Supervisor(lambda _: None) as supervisor:
        supervisor.keep(_program(tmp_path, SLEEPER))
        child = supervisor.children[0].process
        os.kill(os.getpid(), sign)
        supervisor.watch()
    assert child is not None
    assert not _lives(child.pid)


def test_children_end_even_when_the_supervisor_is_killed(tmp_path: Path) -> None:
    process = subprocess.Popen([sys.executable, "-c", SUPERVISING, str(tmp_path / "log")], stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    child = int(process.stdout.readline())
    assert _lives(child)
    process.kill()
    process.wait()
    assert wait_until(lambda: not _lives(child), seconds=5)
    process.stdout.close()


def test_a_terminal_s_ctrl_c_does_not_reach_the_children(tmp_path: Path) -> None:
    with Supervisor(lambda _: None) as supervisor:
        supervisor.keep(_program(tmp_path, SLEEPER))
        child = supervisor.children[0].process
        assert child is not None
        time.sleep(0.1)
        assert os.getpgid(child.pid) == child.pid != os.getpgrp()
