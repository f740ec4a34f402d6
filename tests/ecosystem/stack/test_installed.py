"""The same servers on the distribution's programs, and as an ordinary user."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path

import psycopg
import pytest

from ecosystem.stack import binaries
from ecosystem.stack.accounts import server_account
from ecosystem.stack.places import REPOSITORY
from ecosystem.stack.postgres import OWNER
from tests.ecosystem.stack.conftest import run_servers

pytestmark = pytest.mark.stack
ASK = "import os, psycopg; print(psycopg.connect(os.environ['DATABASE_URL']).execute('SELECT current_user').fetchone()[0])"


def test_an_installed_postgres_is_taken_before_the_wheel(tmp_path: Path) -> None:
    if not any(True for _ in binaries._installed(os.environ)):
        pytest.skip("no PostgreSQL is installed on this machine")
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv("PG_BIN", raising=False)
        started = run_servers(tmp_path / "state")
    try:
        assert started.postgres.programs is not None
        with psycopg.connect(started.postgres.url(OWNER), autocommit=True) as owner:
            owner.execute("CREATE EXTENSION pg_trgm")
            assert owner.execute("SELECT cardinality(show_trgm('中国农业银行'))").fetchone() == (7,)
    finally:
        started.stop()
        started.state.clear()


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can become another user; an ordinary user's run is this one already")
def test_an_ordinary_user_starts_the_same_servers() -> None:
    nobody = server_account()
    if nobody.run(sys.executable, "-c", "import psycopg").returncode:
        pytest.skip(f"{nobody.name} can't run {sys.executable}, which is in a closed folder")
    with tempfile.TemporaryDirectory(prefix="twin-test-", dir="/var/tmp") as folder:
        Path(folder).chmod(0o755)
        home = Path(folder, "home")
        home.mkdir()
        nobody.give(home)
        environ = {"PATH": os.environ["PATH"], "HOME": str(home), "PYTHONDONTWRITEBYTECODE": "1"}
        command = [sys.executable, "-m", "ecosystem.stack", "--state", str(home / "state"), "run", "--", sys.executable, "-c", ASK]
        told = subprocess.run(command, cwd=REPOSITORY, env=environ, capture_output=True, text=True, check=False, **nobody.switch())
        assert (told.returncode, told.stdout.strip()) == (0, "app"), told.stderr
        assert {path.stat().st_uid for path in (home / "state").rglob("*")} == {nobody.uid}
