"""What a person sees while the stack starts: moving bars on a terminal, plain lines elsewhere."""

from __future__ import annotations

import contextlib
import io
import sys
import time
from collections.abc import Callable, Iterator

import segno
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TaskID, TextColumn, TimeElapsedColumn


class Terminal:
    def __init__(self) -> None:
        # Width without a terminal: a line must stay a line for whoever reads it by program.
        self.console = Console(highlight=False, soft_wrap=True)
        self.began = time.monotonic()

    def say(self, line: str = "") -> None:
        self.console.print(line, markup=False)
        sys.stdout.flush()

    def seconds(self) -> float:
        return time.monotonic() - self.began

    @contextlib.contextmanager
    def steps(self, total: int) -> Iterator[Steps]:
        """A bar for the whole start and a line for the step that runs."""
        if not self.console.is_terminal:
            yield Steps(self, None, None)
            return
        columns = (SpinnerColumn(), TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
        with Progress(*columns, console=self.console, transient=True) as progress:
            yield Steps(self, progress, progress.add_task("", total=total))

    def qr(self, url: str) -> None:
        """The address as a square that a phone's camera reads."""
        picture = io.StringIO()
        segno.make(url, micro=False).terminal(picture, border=2, compact=True)
        with contextlib.suppress(UnicodeEncodeError):
            sys.stdout.write(picture.getvalue())
            sys.stdout.flush()


class Steps:
    """Steps of a start, each timed; ``detail`` tells what a long one is at."""

    def __init__(self, terminal: Terminal, progress: Progress | None, task: TaskID | None) -> None:
        self.terminal, self.progress, self.task = terminal, progress, task
        self.title = ""

    @contextlib.contextmanager
    def step(self, title: str) -> Iterator[Callable[[str], None]]:
        self.title = title
        began = time.monotonic()
        self._show(title)
        yield self.detail
        self.terminal.say(f"  {title} ({time.monotonic() - began:.1f} s)")
        if self.progress is not None and self.task is not None:
            self.progress.advance(self.task)

    def detail(self, line: str) -> None:
        if self.progress is None:
            self.terminal.say(f"    {line}")
        else:
            self._show(f"{self.title}: {line}")

    def _show(self, text: str) -> None:
        if self.progress is not None and self.task is not None:
            self.progress.update(self.task, description=text[:70])
