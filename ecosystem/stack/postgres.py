"""A PostgreSQL of our own: made once, started as a child, reached through a socket only."""

from __future__ import annotations

import os
import pwd
import secrets
import shutil
import signal
import sys
from pathlib import Path
from urllib.parse import quote

import psycopg

from .accounts import CLEAN, Account
from .binaries import PostgresPrograms, find_postgres
from .children import Program
from .places import State
from .refusals import CannotStart

SUPERUSER, OWNER, APP, DATABASE = "twin_super", "owner", "app", "twin"
# Trigram search sees Chinese letters only where the database's character type knows them:
# --locale=C leaves it silently dead. The builtin provider sorts the same on every system.
BUILTIN_LOCALE = ("--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--lc-collate=C", "--lc-ctype=C.UTF-8")
LIBC_LOCALE = ("--locale-provider=libc", "--lc-collate=C", "--lc-ctype=C.UTF-8")
ROLES = f"""\
CREATE ROLE {OWNER} LOGIN CREATEDB NOSUPERUSER NOBYPASSRLS;
CREATE ROLE {APP} LOGIN NOSUPERUSER NOBYPASSRLS;
GRANT {APP} TO {OWNER};
CREATE DATABASE {DATABASE} OWNER {OWNER};
"""
# The suite's owner empties tables without their triggers, which would refuse it.
FAST_ROLES = f"GRANT SET ON PARAMETER session_replication_role TO {OWNER};\n"
# A test holds a whole town in one transaction. What counts rows beside it sees none of them, and every plan after that is for empty tables.
FAST = ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "autovacuum=off")
# After a crash, one call instead of opening every file.
QUICK_RECOVERY = ("recovery_init_sync_method=syncfs",) if sys.platform == "linux" else ()
ROOMY = 256 * 1024 * 1024


class Postgres:
    """One cluster in one state folder. ``fast`` gives up durability, for tests alone."""

    def __init__(self, state: State, account: Account, *, fast: bool = False) -> None:
        self.account, self.fast = account, fast
        self.servers, self.sockets = state.servers(account), state.sockets(account)
        self.data = self.servers / "postgres" / "data"
        self.log = state.log("postgres")
        self.programs: PostgresPrograms | None = None

    def url(self, role: str, database: str = DATABASE) -> str:
        return f"postgresql://{role}@/{database}?host={quote(str(self.sockets))}"

    def made_by(self) -> int | None:
        """The major version of existing data."""
        version = self._read("PG_VERSION").strip()
        return int(version) if version.isdigit() else None

    def identity(self) -> str:
        """Tells this data from any made before or after it."""
        return self._read("twin.id")

    def prepare(self) -> None:
        """Find programs, make the data if there is none, and say again who may come in.

        Raises:
            CannotStart: no program fits, or making the data failed.
        """
        dist = self.servers / "dist"
        dist.mkdir(exist_ok=True, mode=0o755)
        dist.chmod(0o755)
        made_by = self.made_by()
        # What tests left behind binds nobody to the major that made it.
        self.programs = find_postgres(account=self.account, dist=dist, environ=os.environ, major=None if self.fast else made_by)
        if made_by not in {None, self.programs.major}:
            shutil.rmtree(self.data)
            made_by = None
        if made_by is None:
            self._make()
        self._write("pg_hba.conf", "local all all peer map=twin\n")
        self._write("pg_ident.conf", self._doors())
        self._forget_the_dead()

    def program(self) -> Program:
        assert self.programs is not None, "prepare() first"  # noqa: S101 - our own order of calls
        settings = [
            "listen_addresses=",
            f"unix_socket_directories={self.sockets}",
            "unix_socket_permissions=0770",
            "max_connections=300",
            "shared_buffers=128MB",
            "timezone=UTC",
            "log_timezone=UTC",
            *QUICK_RECOVERY,
            *(FAST if self.fast else ()),
            *_small_shared_memory(),
        ]
        options = [part for setting in settings for part in ("-c", setting)]
        return Program(
            name="postgres",
            argv=(str(self.programs.folder / "postgres"), "-D", str(self.data), *options),
            log=self.log,
            environ=CLEAN,
            account=self.account,
            polite=signal.SIGINT,
            firm=signal.SIGQUIT,
            patience=30.0,
            ready=self.answers,
        )

    def answers(self) -> bool:
        try:
            with psycopg.connect(self.url(APP), connect_timeout=3) as connection:
                connection.execute("SELECT 1")
        except psycopg.OperationalError:
            return False
        return True

    def empty(self) -> None:
        """Drop our database with all that is in it, and make it anew."""
        with psycopg.connect(self.url(OWNER, "postgres"), autocommit=True) as connection:
            connection.execute(f"DROP DATABASE {DATABASE} WITH (FORCE)")
            connection.execute(f"CREATE DATABASE {DATABASE}")

    def pid(self) -> int | None:
        """The process that serves this data now, whoever started it."""
        noted = self._read("postmaster.pid").split("\n")[0]
        return int(noted) if noted.isdigit() and str(self.data) in _command_line(int(noted)) else None

    def _make(self) -> None:
        """Make the data beside its place and move it there whole: a crash in between leaves nothing half made."""
        assert self.programs is not None  # noqa: S101 - prepare() sets it
        home, new = self.data.parent, self.data.with_name("unfinished")
        shutil.rmtree(new, ignore_errors=True)
        home.mkdir(exist_ok=True, mode=0o700)
        self.account.give(home)
        locale = BUILTIN_LOCALE if self.programs.major >= 17 else LIBC_LOCALE
        hurry = ("--no-sync",) if self.fast else ()
        self._do("initdb", "-D", new, "-U", SUPERUSER, "-E", "UTF8", *locale, "--auth=peer", "--data-checksums", "--no-instructions", *hurry)
        # One statement a line, to a server that nobody can connect to: no superuser ever comes in from outside.
        self._do("postgres", "--single", "-D", new, "-c", "exit_on_error=on", "postgres", text=ROLES + (FAST_ROLES if self.fast else ""))
        self._write("twin.id", secrets.token_hex(8), into=new)
        new.rename(self.data)

    def _do(self, program: str, *options: str | Path, text: str = "") -> None:
        assert self.programs is not None  # noqa: S101 - prepare() sets it
        told = self.account.run(self.programs.folder / program, *options, text=text)
        if told.returncode:
            raise CannotStart(
                f"{program} of PostgreSQL {self.programs.major} ({self.programs.origin}) failed:\n{(told.stderr or told.stdout).strip()[-800:]}"
            )

    def _doors(self) -> str:
        """Operating-system names and the roles they may take; nobody else is let in, and no password exists."""
        us = [(pwd.getpwuid(os.geteuid()).pw_name, role) for role in (OWNER, APP)]
        return "".join(f'twin "{name}" {role}\n' for name, role in [*us, (self.account.name, SUPERUSER)])

    def _read(self, name: str) -> str:
        return self.account.run("/bin/cat", self.data / name).stdout

    def _write(self, name: str, text: str, into: Path | None = None) -> None:
        """Write as the servers' account: as root we follow no link that it could have laid."""
        path = (into or self.data) / name
        told = self.account.run("/bin/sh", "-c", 'umask 077; cat > "$1.new" && mv "$1.new" "$1"', "sh", path, text=text)
        if told.returncode:
            raise CannotStart(f"{path} can't be written: {told.stderr.strip()}")

    def _forget_the_dead(self) -> None:
        """A container that starts again may give the old server's number to a stranger, which would bar ours for ever."""
        noted = self._read("postmaster.pid").split("\n")[0]
        if noted.isdigit() and self.pid() is None and not _is_postgres(int(noted)):
            (self.data / "postmaster.pid").unlink(missing_ok=True)


def _command_line(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
    except OSError:
        return ""


def _is_postgres(pid: int) -> bool:
    """Where the system does not tell, it may be: leave it."""
    try:
        return Path(f"/proc/{pid}/comm").read_text(encoding="utf-8").strip() in {"postgres", "postmaster"}
    except OSError:
        return True


def _small_shared_memory() -> tuple[str, ...]:
    """Containers often give /dev/shm 64 MB, which parallel queries outgrow."""
    try:
        free = os.statvfs("/dev/shm")  # noqa: S108 - only measured
    except OSError:
        return ("dynamic_shared_memory_type=mmap",)
    return () if free.f_bavail * free.f_frsize > ROOMY else ("dynamic_shared_memory_type=mmap",)
