"""Child processes that can't outlive us, and are ended politely, then firmly."""

from __future__ import annotations

import contextlib
import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from .accounts import Account

PR_SET_PDEATHSIG = 1
# Looked up before any fork: a child between fork and exec should do as little as it can.
_prctl = ctypes.CDLL(None).prctl if sys.platform == "linux" else None


@dataclass(frozen=True, slots=True)
class Program:
    """What to start, as whom, where its output goes, and which signals end it."""

    name: str
    argv: tuple[str, ...]
    log: Path
    environ: Mapping[str, str]
    cwd: Path = Path("/")
    account: Account | None = None
    polite: int = signal.SIGTERM
    firm: int = signal.SIGKILL
    patience: float = 10.0
    ready: Callable[[], bool] | None = field(default=None, compare=False)


def leash(sign: int) -> Callable[[], None]:
    """For ``preexec_fn``: the kernel sends ``sign`` to the child when this process dies, even by SIGKILL."""
    parent = os.getpid()

    def put_on() -> None:
        if _prctl is not None:
            _prctl(PR_SET_PDEATHSIG, sign)
            if os.getppid() != parent:
                os._exit(1)

    return put_on


def follow_parent() -> None:
    """End politely when whoever started us is gone."""
    if _prctl is not None:
        _prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


def spawn(program: Program, *, leashed: bool = True) -> subprocess.Popen[bytes]:
    """Start a program in a session of its own, so that a Ctrl-C at the terminal reaches only us."""
    with program.log.open("ab") as log:
        return subprocess.Popen(
            program.argv,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            cwd=program.cwd,
            env=dict(program.environ),
            start_new_session=True,
            preexec_fn=leash(program.polite) if leashed else None,
            **(program.account.switch() if program.account else {}),
        )


def end(process: subprocess.Popen[bytes], program: Program) -> None:
    """Ask, wait, then insist; what it started itself goes with it."""
    if process.poll() is None:
        process.send_signal(program.polite)
        try:
            process.wait(program.patience)
        except subprocess.TimeoutExpired:
            process.send_signal(program.firm)
            process.wait()
    if program.firm == signal.SIGKILL:
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, signal.SIGKILL)


def wait_until(condition: Callable[[], bool], *, seconds: float, every: float = 0.05) -> bool:
    until = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > until:
            return False
        time.sleep(every)
    return True


def tail(log: Path, lines: int = 12) -> str:
    """The end of a log, for a message about the program that wrote it."""
    try:
        return "\n".join(log.read_text(encoding="utf-8", errors="replace").splitlines()[-lines:])
    except OSError:
        return ""
