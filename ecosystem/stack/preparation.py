"""What must be done once before the web can serve: schema, translations, static files, the town.

Each step leaves the fingerprint of what it was done from, so that the next start skips it.
"""

from __future__ import annotations

import hashlib
import subprocess
import sys
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

from .children import leash, tail
from .places import REPOSITORY, State
from .refusals import CannotStart

WINGS = ("ecosystem", "merchants", "residents", "lending")
NAME_COMMANDS = "import django; django.setup(); from django.core.management import get_commands; print(*get_commands(), sep='\\n')"


class Preparation:
    """Runs ``manage.py`` steps against one database; ``identity`` is the database's."""

    def __init__(self, state: State, environ: Mapping[str, str], *, identity: str) -> None:
        self.state, self.environ, self.identity = state, dict(environ), identity
        self.log = state.log("prepare")
        self.log.write_bytes(b"")
        self._commands: set[str] | None = None

    def pending(self, step: str, mark: str) -> bool:
        return self.state.read("done.json").get(step) != mark

    def done(self, step: str, mark: str) -> None:
        self.state.write("done.json", {**self.state.read("done.json"), step: mark})

    def schema_mark(self) -> str:
        files = [path for wing in WINGS for pattern in ("*/migrations/*.py", "*/sql/*.sql") for path in (REPOSITORY / wing).glob(pattern)]
        return _contents([*files, REPOSITORY / "uv.lock"], salt=self.identity)

    def words_are_compiled(self) -> bool:
        """Whether each text was compiled after it was written, whoever did it: that lies beside the text and not in a state folder."""
        texts = [path for wing in WINGS for path in (REPOSITORY / wing).glob("locale/*/LC_MESSAGES/*.po")]
        return all(_is_younger(text.with_suffix(".mo"), text) for text in texts)

    def assets_mark(self) -> str:
        files = [
            path for folder in (REPOSITORY / "static", *(REPOSITORY / wing for wing in WINGS)) for path in folder.rglob("*") if "static" in path.parts
        ]
        facts = [f"{path} {path.stat().st_size} {path.stat().st_mtime_ns}" for path in sorted(files) if path.is_file()]
        return _contents([REPOSITORY / "uv.lock"], salt="\n".join([*facts, str((self.state.folder / "static").is_dir())]))

    def has_command(self, name: str) -> bool:
        """Whether some room offers this management command."""
        if self._commands is None:
            told = subprocess.run(
                [sys.executable, "-c", NAME_COMMANDS],
                cwd=REPOSITORY,
                env=self.environ,
                capture_output=True,
                text=True,
                check=False,
            )
            if told.returncode:
                raise CannotStart(f"The application does not load:\n{told.stderr[-2000:]}")
            self._commands = set(told.stdout.split())
        return name in self._commands

    def manage(self, *words: str, detail: Callable[[str], None] | None = None) -> list[str]:
        """Run ``manage.py``; its output goes to the log, line by line to ``detail``, and is returned.

        Raises:
            CannotStart: it failed; the message ends with what it said last.
        """
        told: list[str] = []
        with self.log.open("ab") as log:
            process = subprocess.Popen(
                [sys.executable, "manage.py", *words],
                cwd=REPOSITORY,
                env=self.environ,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=log,
                start_new_session=True,
                preexec_fn=leash(15),
                text=True,
                errors="replace",
            )
            try:
                for line in process.stdout or ():
                    told.append(line.rstrip())
                    log.write(line.encode())
                    log.flush()
                    if detail and line.strip():
                        detail(line.strip())
                code = process.wait()
            except BaseException:
                process.terminate()
                process.wait()
                raise
        if code:
            raise CannotStart(f"manage.py {' '.join(words)} failed. The end of {self.log}:\n{tail(self.log, 25)}")
        return told


def _is_younger(made: Path, of: Path) -> bool:
    return made.exists() and made.stat().st_mtime_ns > of.stat().st_mtime_ns


def _contents(files: Iterable[Path], *, salt: str = "") -> str:
    whole = hashlib.sha256(salt.encode())
    for path in sorted(files):
        if path.is_file():
            whole.update(f"{path.relative_to(REPOSITORY)}\n".encode())
            whole.update(path.read_bytes())
    return whole.hexdigest()
