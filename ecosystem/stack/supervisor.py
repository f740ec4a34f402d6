"""Keeps children alive while it lives, and takes them along when it ends."""

from __future__ import annotations

import signal
import subprocess
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from types import FrameType

from .children import Program, end, spawn, tail
from .refusals import CannotStart
from .servers import START_WITHIN, start

FIRST_WAIT, LONGEST_WAIT, STEADY_AFTER = 0.5, 15.0, 60.0
HOPELESS = 4


class Stopped(BaseException):
    """Somebody asked us to end: not an error, so nothing may catch it in passing."""


@dataclass(slots=True)
class Child:
    program: Program
    process: subprocess.Popen[bytes] | None
    started: float = field(default_factory=time.monotonic)
    falls: int = 0
    due: float = 0.0


class Supervisor:
    """Starts programs in order, restarts those that die with a growing pause, ends them in reverse."""

    def __init__(self, say: Callable[[str], None]) -> None:
        self.say = say
        self.children: list[Child] = []

    def __enter__(self) -> Supervisor:
        for sign in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(sign, _stop)
        return self

    def __exit__(self, *error: object) -> None:
        for sign in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(sign, signal.SIG_IGN)
        for child in reversed(self.children):
            if child.process is not None:
                end(child.process, child.program)
        self.children.clear()

    def serve(self, program: Program) -> None:
        """Start a server and return when it answers (raises ``CannotStart``)."""
        self.children.append(Child(program, start(program)))

    def keep(self, program: Program) -> None:
        """Start a program; whether it works is seen later."""
        self.children.append(Child(program, spawn(program)))

    def look(self) -> None:
        """One look at every child: restart what died and is due."""
        now = time.monotonic()
        for child in self.children:
            if child.process is not None and child.process.poll() is not None:
                self._fell(child, child.process, now)
            elif child.process is None and now >= child.due:
                child.process, child.started = spawn(child.program), now
                self.say(f"{child.program.name} was started again (process {child.process.pid})")

    def _fell(self, child: Child, process: subprocess.Popen[bytes], now: float) -> None:
        end(process, child.program)
        child.falls = 1 if now - child.started > STEADY_AFTER else child.falls + 1
        pause = min(FIRST_WAIT * 2 ** (child.falls - 1), LONGEST_WAIT)
        child.process, child.due = None, now + pause
        self.say(f"{child.program.name} stopped ({_how(process.returncode)}); starting it again in {pause:.1f} s, see {child.program.log}")

    def wait_for(self, condition: Callable[[], bool], *, seconds: float = 4 * START_WITHIN) -> None:
        """Look after the children until the condition holds.

        Raises:
            CannotStart: a child keeps dying, or time is up; the message ends with a log's end.
        """
        until = time.monotonic() + seconds
        while not condition():
            self.look()
            hopeless = next((child for child in self.children if child.falls >= HOPELESS), None)
            if hopeless:
                raise CannotStart(f"{hopeless.program.name} keeps stopping. The end of {hopeless.program.log}:\n{tail(hopeless.program.log)}")
            if time.monotonic() > until:
                raise CannotStart(f"Not ready within {seconds:.0f} s. The logs are beside {self.children[0].program.log}.")
            time.sleep(0.4)

    def watch(self) -> None:
        """Look after the children until somebody asks us to stop."""
        while True:
            self.look()
            time.sleep(0.2)


def _stop(sign: int, frame: FrameType | None) -> None:
    signal.signal(sign, signal.SIG_IGN)
    raise Stopped


def _how(code: int) -> str:
    return signal.Signals(-code).name if code < 0 else f"exit code {code}"
