"""Both servers together: found through the environment, found running, or started by us."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from .accounts import server_account
from .children import Program, end, spawn, tail, wait_until
from .places import State
from .postgres import APP, OWNER, Postgres
from .refusals import CannotStart
from .valkey import Valkey

START_WITHIN = 30.0


@dataclass(frozen=True, slots=True)
class Addresses:
    """What Django must know; ``identity`` tells one database from another made in its place."""

    database: str
    owner: str
    redis: str
    identity: str

    def environ(self) -> dict[str, str]:
        told = {"DATABASE_URL": self.database, "DATABASE_OWNER_URL": self.owner, "REDIS_URL": self.redis}
        return {name: value for name, value in told.items() if value}


class Servers:
    """The servers that this state folder needs: none, one or both of ours."""

    def __init__(self, state: State, *, fast: bool = False, environ: Mapping[str, str] = os.environ) -> None:
        self.environ = environ
        wanted = [name for name in ("DATABASE_URL", "REDIS_URL") if not environ.get(name)]
        if wanted:
            account = server_account(owned=_owned(state))
        self.postgres = Postgres(state, account, fast=fast) if "DATABASE_URL" in wanted else None
        self.valkey = Valkey(state, account) if "REDIS_URL" in wanted else None

    def addresses(self) -> Addresses:
        given = self.environ.get
        return Addresses(
            database=self.postgres.url(APP) if self.postgres else given("DATABASE_URL", ""),
            owner=self.postgres.url(OWNER) if self.postgres else given("DATABASE_OWNER_URL", ""),
            redis=self.valkey.url() if self.valkey else given("REDIS_URL", ""),
            identity=self.postgres.identity() if self.postgres else given("DATABASE_URL", ""),
        )

    def to_start(self) -> list[Program]:
        """The programs of ours that do not answer yet, ready to be started."""
        programs = []
        if self.postgres and not self.postgres.answers():
            self.postgres.prepare()
            programs.append(self.postgres.program())
        if self.valkey and not self.valkey.answers():
            programs.append(self.valkey.program())
        return programs

    def answer(self) -> bool:
        return all(server.answers() for server in (self.postgres, self.valkey) if server)

    def running(self) -> list[int]:
        """Process ids of the servers of ours that run now."""
        pids = [self.postgres.pid() if self.postgres else None, self.valkey.pid() if self.valkey else None]
        return [pid for pid in pids if pid]

    def stop(self) -> None:
        """End servers that another process left running (``up``)."""
        for name, server, sign in (("postgres", self.postgres, signal.SIGINT), ("valkey", self.valkey, signal.SIGTERM)):
            pid = server.pid() if server else None
            if pid:
                os.kill(pid, sign)
                if not wait_until(lambda gone=pid: not _alive(gone), seconds=START_WITHIN):  # type: ignore[misc]
                    raise CannotStart(f"{name} (process {pid}) does not stop.")


def start(program: Program, *, leashed: bool = True) -> subprocess.Popen[bytes]:
    """Start a server and wait until it answers.

    A server that was killed leaves a lock that stands until the system has buried it, so a
    server that gives up at once is tried again for half a minute.

    Raises:
        CannotStart: it does not answer in time; the message ends with what it said last.
    """
    until = time.monotonic() + START_WITHIN
    while True:
        process = spawn(program, leashed=leashed)
        while process.poll() is None and time.monotonic() < until:
            if program.ready is None or program.ready():
                return process
            time.sleep(0.05)
        end(process, program)
        if time.monotonic() > until:
            raise CannotStart(f"{program.name} did not start within {START_WITHIN:.0f} s. The end of {program.log}:\n{tail(program.log)}")
        time.sleep(0.3)


@contextlib.contextmanager
def lent(servers: Servers) -> Iterator[Addresses]:
    """The servers for as long as the block lasts; those that ran before keep running after."""
    ours: list[tuple[subprocess.Popen[bytes], Program]] = []
    try:
        for program in servers.to_start():
            ours.append((start(program), program))
        yield servers.addresses()
    finally:
        for process, program in reversed(ours):
            end(process, program)


def _owned(state: State) -> Path:
    return state.folder / "servers" / "postgres"


def _alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()[0] != "Z"
    except (OSError, IndexError):
        return False
