"""Which operating-system account the servers run as, and where that account can reach.

PostgreSQL refuses to run as root. We make no account of our own: as root the servers become
an account that every system has, as anybody else they stay who we are.
"""

from __future__ import annotations

import os
import pwd
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from .refusals import CannotStart

CLEAN = {"PATH": os.defpath, "LC_ALL": "C", "TZ": "UTC"}
STAND_INS = ("nobody", "daemon")


@dataclass(frozen=True, slots=True)
class Account:
    """``foreign`` when the servers run as somebody other than this process."""

    name: str
    uid: int
    gid: int
    foreign: bool

    def switch(self) -> dict[str, Any]:
        """Keyword arguments for ``subprocess`` that make the child this account."""
        return {"user": self.uid, "group": self.gid, "extra_groups": []} if self.foreign else {}

    def give(self, path: Path) -> None:
        """Hand a file or folder of ours over; its group stays ours, so that we keep the way in."""
        if self.foreign:
            os.chown(path, self.uid, os.getegid())

    def run(self, *argv: str | Path, text: str = "", timeout: float = 120) -> subprocess.CompletedProcess[str]:
        """Run a program as this account from ``/`` with a clean environment; the caller reads the outcome."""
        command = [str(part) for part in argv]
        try:
            return subprocess.run(
                command,
                input=text,
                capture_output=True,
                text=True,
                errors="replace",
                timeout=timeout,
                cwd="/",
                env=CLEAN,
                check=False,
                **self.switch(),
            )
        except OSError as error:
            return subprocess.CompletedProcess(command, 127, "", str(error))

    def can_enter(self, folder: Path) -> bool:
        """Whether this account can walk down to the folder; asked of the system itself, which knows ACLs and mounts."""
        return self.run("/bin/sh", "-c", 'cd "$1" 2>/dev/null', "sh", folder).returncode == 0


def server_account(owned: Path | None = None) -> Account:
    """Ourselves, or as root the owner of ``owned`` if it exists, else a stand-in.

    Raises:
        CannotStart: the user id has no name, which PostgreSQL needs, or no stand-in exists.
    """
    if os.geteuid() != 0:
        return _named(os.geteuid(), foreign=False)
    if owned is not None and owned.exists() and owned.stat().st_uid != 0:
        return _named(owned.stat().st_uid, foreign=True)
    for name in STAND_INS:
        try:
            return _named(pwd.getpwnam(name).pw_uid, foreign=True)
        except KeyError:
            continue
    raise CannotStart(
        f"PostgreSQL does not run as root, and there is no account {' or '.join(STAND_INS)} here. Run as an ordinary user, or set DATABASE_URL."
    )


def _named(uid: int, *, foreign: bool) -> Account:
    try:
        entry = pwd.getpwuid(uid)
    except KeyError:
        raise CannotStart(f"User id {uid} has no name in /etc/passwd, which PostgreSQL needs. Add one, or set DATABASE_URL.") from None
    return Account(entry.pw_name, uid, entry.pw_gid, foreign)
