"""What ``make check`` and ``make test`` run."""

from __future__ import annotations

import difflib
import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path
from types import FrameType

from .demo import compile_words
from .places import REPOSITORY, State
from .preparation import Preparation
from .servers import Servers, lent
from .terminal import Terminal

SCHEMA = REPOSITORY / "docs" / "openapi.yaml"
CHECK_KEY = "only-for-checks-of-the-code-never-for-serving"


def check(state: State) -> int:
    """Run every gate, also after one failed, and answer 1 if any did."""
    terminal = Terminal()
    environ = {"SECRET_KEY": CHECK_KEY, **os.environ, "DJANGO_SETTINGS_MODULE": "ecosystem.settings"}
    python = sys.executable
    gates = {
        "lint": ["-m", "ruff", "check", "."],
        "types": ["-m", "mypy"],
        "contracts": ["-c", "from importlinter.cli import lint_imports_command; lint_imports_command()"],
        "migrations": ["manage.py", "makemigrations", "--check", "--dry-run"],
    }
    with state.held("make check"), lent(Servers(state, fast=True)) as addresses:
        environ |= addresses.environ()
        commands = Preparation(state, environ, identity=addresses.identity)
        for name, command in (("translations", "translations"), ("vendored files", "vendor_assets"), ("styles", "trim_styles")):
            if commands.has_command(command):
                gates[name] = ["manage.py", command, "--check"]
        failed = [name for name, words in gates.items() if not _passes(terminal, name, [python, *words], environ)]
        if SCHEMA.exists() and not _schema_is_current(terminal, environ):
            failed.append("schema")
    terminal.say(f"make check: {'failed: ' + ', '.join(failed) if failed else 'all gates are green'}")
    return 1 if failed else 0


def test(state: State, words: list[str]) -> int:
    """The suite on servers of its own; ends with pytest's summary and exit code."""
    with state.held("make test"), lent(Servers(state, fast=True)) as addresses:
        environ = {**os.environ, **addresses.environ()}
        compile_words(
            Preparation(state, {"SECRET_KEY": CHECK_KEY, **environ, "DJANGO_SETTINGS_MODULE": "ecosystem.settings"}, identity=addresses.identity)
        )
        return foreground([sys.executable, "-m", "pytest", *(words or _everything())], environ)


def _everything() -> list[str]:
    """A worker a processor, and one more for the time in which others wait: for a server to start, a lock, a page to be drawn."""
    return ["-n", str(1 + max(2, os.cpu_count() or 1)), "--dist", "loadfile", "--no-loadscope-reorder"]


def foreground(command: list[str], environ: Mapping[str, str]) -> int:
    """Run a command at our terminal. A Ctrl-C reaches it by itself, a SIGTERM through us; we stay to clean up."""
    # A command named python, pytest or celery is this environment's.
    path = os.pathsep.join([str(Path(sys.executable).parent), environ.get("PATH", os.defpath)])
    process = subprocess.Popen(command, env={**environ, "PATH": path})

    def pass_on(sign: int, frame: FrameType | None) -> None:
        process.send_signal(sign)

    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, pass_on)
    code = process.wait()
    return code if code >= 0 else 128 - code


def _passes(terminal: Terminal, name: str, command: list[str], environ: Mapping[str, str]) -> bool:
    told = subprocess.run(command, cwd=REPOSITORY, env=dict(environ), capture_output=True, text=True, check=False)
    terminal.say(f"{name}: {'ok' if told.returncode == 0 else 'FAILED'}")
    if told.returncode:
        terminal.say(f"{told.stdout}{told.stderr}".rstrip())
    return told.returncode == 0


def _schema_is_current(terminal: Terminal, environ: Mapping[str, str]) -> bool:
    """The committed OpenAPI file is what the code would write today."""
    with tempfile.TemporaryDirectory() as folder:
        written = Path(folder) / "openapi.yaml"
        # Two bodies under one name would be told as one of them: a warning to the generator, a wrong description to whoever reads it.
        command = [sys.executable, "manage.py", "spectacular", "--lang", "en", "--fail-on-warn", "--file", str(written)]
        if not _passes(terminal, "schema", command, environ):
            return False
        old, new = (path.read_text(encoding="utf-8").splitlines() for path in (SCHEMA, written))
    difference = list(difflib.unified_diff(old, new, "docs/openapi.yaml", "the code", lineterm=""))
    if difference:
        remedy = "schema: FAILED; write it again with manage.py spectacular --lang en --file docs/openapi.yaml"
        terminal.say("\n".join([remedy, *difference[:60]]))
    return not difference
