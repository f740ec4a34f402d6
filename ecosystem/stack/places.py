"""Where the stack keeps what it must remember: one folder, plus what can't be in it.

Two things may have to live elsewhere, and the state folder remembers where: the servers' files
when their account can't walk into the state folder (root's home, say), and the socket folder
when its path is longer than a socket address holds. No folder that we did not make is changed.
"""

from __future__ import annotations

import contextlib
import fcntl
import json
import os
import re
import shutil
import socket
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from .accounts import Account
from .refusals import CannotStart

REPOSITORY = Path(__file__).resolve().parent.parent.parent
SOCKET_ADDRESS = 107
SOCKET_NAME = ".s.PGSQL.5432"
PLAIN_PATH = re.compile(r"[A-Za-z0-9_./+-]+")


class InUse(CannotStart):
    """Another process holds the state folder; ``holder`` is what it wrote down."""

    def __init__(self, folder: Path, holder: dict[str, Any]) -> None:
        self.holder = holder
        who = f"{holder.get('what', 'another program')} (process {holder.get('pid', 'unknown')})"
        super().__init__(f"{folder} is in use by {who}. Stop that first.")


class State:
    """The ignored folder ``.state`` (or the one that TWIN_STATE names)."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder.absolute()
        try:
            (self.folder / "log").mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise CannotStart(f"{self.folder} can't be made: {error.strerror}. Name another folder with TWIN_STATE.") from None
        if not os.access(self.folder, os.W_OK):
            raise CannotStart(f"{self.folder} belongs to another user. Name another folder with TWIN_STATE.")

    def log(self, name: str) -> Path:
        return self.folder / "log" / f"{name}.log"

    def read(self, name: str) -> dict[str, Any]:
        """A small JSON note; an unreadable one counts as absent."""
        try:
            found = json.loads((self.folder / name).read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return {}
        return found if isinstance(found, dict) else {}

    def write(self, name: str, note: dict[str, Any]) -> None:
        """Replace a note at once, readable by us alone."""
        new = self.folder / f"{name}.new"
        new.touch(mode=0o600)
        new.write_text(json.dumps(note, indent=1), encoding="utf-8")
        new.replace(self.folder / name)

    @contextlib.contextmanager
    def held(self, what: str, **more: Any) -> Iterator[None]:
        """Be the one process that works with this folder; the lock ends with the process, however it ends.

        Raises:
            InUse: another process has it.
        """
        with (self.folder / "lock").open("a+", encoding="utf-8") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                raise InUse(self.folder, self.read("holder.json")) from None
            self.write("holder.json", {"pid": os.getpid(), "what": what, **more})
            try:
                yield
            finally:
                (self.folder / "holder.json").unlink(missing_ok=True)

    def servers(self, account: Account) -> Path:
        """The folder of the servers' own files, one that their account can walk into."""
        elsewhere = self._elsewhere("servers")
        if elsewhere:
            return elsewhere
        inside = self.folder / "servers"
        used = inside.is_dir()
        inside.mkdir(exist_ok=True)
        if account.foreign:
            inside.chmod(0o711)
        if account.can_enter(inside):
            return inside
        if used:
            raise CannotStart(
                f"{inside} can no longer be entered by {account.name}. Give its parent folders back their modes, or run make demo-reset."
            )
        inside.rmdir()
        return self._make_elsewhere("servers", [Path("/var/tmp"), Path(tempfile.gettempdir())], account)  # noqa: S108 - a new name in a folder that outlives a reboot

    def sockets(self, account: Account) -> Path:
        """The folder of the sockets: 0750, the servers' account and our group, on a path that fits an address."""
        run = self.servers(account) / "run"
        if fits(run):
            run.mkdir(exist_ok=True)
        else:
            wished = [os.environ.get("XDG_RUNTIME_DIR", ""), tempfile.gettempdir(), "/tmp", "/var/tmp"]  # noqa: S108 - new names
            short = [Path(folder) for folder in wished if folder and fits(Path(folder) / "twin-12345678")]
            run = self._elsewhere("sockets") or self._make_elsewhere("sockets", short, account)
        account.give(run)
        run.chmod(0o750)
        return run

    def _elsewhere(self, kind: str) -> Path | None:
        """A folder outside that was made for this state folder, not for one that it was copied from."""
        folder = Path(str(self.read("places.json").get(kind, "/nowhere")))
        try:
            return folder if (folder / "belongs").read_text(encoding="utf-8") == str(self.folder) else None
        except OSError:
            return None

    def _make_elsewhere(self, kind: str, parents: list[Path], account: Account) -> Path:
        for parent in parents:
            if not account.can_enter(parent):
                continue
            try:
                made = Path(tempfile.mkdtemp(prefix="twin-", dir=parent))
            except OSError:
                continue
            made.chmod(0o711)
            (made / "belongs").write_text(str(self.folder), encoding="utf-8")
            self.write("places.json", {**self.read("places.json"), kind: str(made)})
            return made
        raise CannotStart(f"No folder here can be entered by {account.name}: looked at {', '.join(map(str, parents))}.")

    def require_stopped(self) -> None:
        """Raises ``CannotStart`` while a server of ours listens, whoever started it."""
        run = self._elsewhere("sockets") or (self._elsewhere("servers") or self.folder / "servers") / "run"
        for name in (SOCKET_NAME, "valkey.sock"):
            with socket.socket(socket.AF_UNIX) as probe, contextlib.suppress(OSError):
                probe.connect(str(run / name))
                raise CannotStart(f"A server still listens on {run / name}. Stop it first: python -m ecosystem.stack down")

    def clear(self) -> None:
        """Forget everything, also what had to live elsewhere."""
        for kind in ("servers", "sockets"):
            elsewhere = self._elsewhere(kind)
            if elsewhere:
                shutil.rmtree(elsewhere)
        shutil.rmtree(self.folder)


def state_folder(environ: dict[str, str] | os._Environ[str] = os.environ) -> Path:
    return Path(environ.get("TWIN_STATE") or REPOSITORY / ".state")


def fits(run: Path) -> bool:
    """Whether a socket in the folder has an address that servers and connection strings can hold."""
    address = os.fsencode(run / SOCKET_NAME)
    return len(address) <= SOCKET_ADDRESS and PLAIN_PATH.fullmatch(str(run)) is not None
