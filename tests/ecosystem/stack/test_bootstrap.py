"""Getting uv on machines that have little, from the index that the machine is set up for."""

from __future__ import annotations

import hashlib
import http.server
import io
import json
import os
import platform
import shutil
import subprocess
import sys
import threading
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from ecosystem.stack import bootstrap, wheels

TAG = f"manylinux_2_17_{platform.machine()}.manylinux2014_{platform.machine()}"
WHEEL = f"uv-9.10.1-py3-none-{TAG}.whl"
PROGRAM = "#!/bin/sh\necho uv 9.10.1\n"


def _wheel() -> bytes:
    body = io.BytesIO()
    with zipfile.ZipFile(body, "w") as packed:
        packed.writestr("uv-9.10.1.data/scripts/uv", PROGRAM)
    return body.getvalue()


BODY = _wheel()


class Index(http.server.BaseHTTPRequestHandler):
    """A package index on loopback, in either form of the simple API."""

    form = "json"
    digest = hashlib.sha256(BODY).hexdigest()
    asked: list[str]

    def do_GET(self) -> None:
        type(self).asked.append(self.path)
        files = [f"uv-9.9.9-py3-none-{TAG}.whl", WHEEL, "uv-99.0.0-py3-none-win_amd64.whl", "uv-99.0.0.tar.gz"]
        body = BODY if self.path.endswith(".whl") else self._page(files)
        self.send_response(200)
        self.end_headers()
        self.wfile.write(body)

    def _page(self, files: list[str]) -> bytes:
        if self.form == "json":
            return json.dumps({"files": [{"url": f"../../files/{name}", "hashes": {"sha256": self.digest}} for name in files]}).encode()
        return "".join(f'<a href="/files/{name}#sha256={self.digest}">{name}</a>' for name in files).encode()

    def log_message(self, *words: object) -> None:
        pass


@pytest.fixture
def index(monkeypatch: pytest.MonkeyPatch) -> Iterator[type[Index]]:
    class Fresh(Index):
        asked: list[str] = []

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Fresh) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        for name in ("UV_DEFAULT_INDEX", "UV_INDEX_URL", "PIP_CONFIG_FILE"):
            monkeypatch.delenv(name, raising=False)
        monkeypatch.setattr(wheels, "UV_FILES", ())
        monkeypatch.setenv("PIP_INDEX_URL", f"http://127.0.0.1:{server.server_port}/simple")
        yield Fresh
        server.shutdown()


@pytest.mark.parametrize("form", ["json", "html"])
def test_the_newest_fitting_wheel_is_unpacked(index: type[Index], tmp_path: Path, form: str) -> None:
    index.form = form
    wheels.fetch_program("uv", tmp_path / "bin")
    assert subprocess.run([tmp_path / "bin" / "uv"], capture_output=True, text=True, check=True).stdout == "uv 9.10.1\n"
    assert index.asked == ["/simple/uv/", f"/files/{WHEEL}"]


@pytest.mark.parametrize(("digest", "reason"), [("0" * 64, "is not what its sha256 says"), ("", "gives no sha256")])
def test_a_wheel_without_the_right_hash_is_not_used(index: type[Index], tmp_path: Path, digest: str, reason: str) -> None:
    index.digest = digest
    with pytest.raises(wheels.NotFetched, match=reason):
        wheels.fetch_program("uv", tmp_path / "bin")
    assert not (tmp_path / "bin").exists()


def test_an_index_that_does_not_answer_is_said(index: type[Index], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PIP_INDEX_URL", "http://127.0.0.1:9/simple")
    with pytest.raises(wheels.NotFetched, match="does not answer"):
        wheels.fetch_program("uv", tmp_path)


@pytest.mark.parametrize(
    ("file", "fit"),
    [
        (WHEEL, True),
        ("uv-1.0-py3-none-manylinux_2_17_riscv64.whl", False),
        ("uv-1.0-py3-none-win_amd64.whl", False),
        (f"uv-1.0rc1-py3-none-{TAG}.whl", False),
        (f"uv_build-1.0-py3-none-{TAG}.whl", False),
        ("uv-1.0.tar.gz", False),
    ],
)
def test_only_wheels_for_this_machine_fit(file: str, fit: bool) -> None:
    assert wheels.fits(file, "uv") is fit


def test_ten_is_newer_than_nine() -> None:
    assert wheels.version_of("uv-0.10.0-py3-none-any.whl") > wheels.version_of("uv-0.9.9-py3-none-any.whl")


def test_the_index_is_the_user_s(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    config = tmp_path / "pip.conf"
    config.write_text("[global]\nindex-url = https://mirror.example/simple\ncert = /ca.pem\n")
    monkeypatch.setattr(wheels, "UV_FILES", (str(tmp_path / "uv.toml"),))
    monkeypatch.setattr(wheels, "PIP_FILES", (str(config),))
    assert wheels.configured_index({}) == "https://mirror.example/simple"
    assert wheels.configured_certificates({}) == "/ca.pem"
    assert wheels.configured_index({"PIP_INDEX_URL": "https://other.example/simple"}) == "https://other.example/simple"
    assert wheels.configured_index({"UV_DEFAULT_INDEX": "https://uv.example/simple"}) == "https://uv.example/simple"
    (tmp_path / "uv.toml").write_text('[[index]]\nurl = "https://own.example/simple"\ndefault = true\n')
    assert wheels.configured_index({"PIP_INDEX_URL": "https://other.example/simple"}) is None


def test_without_a_setting_no_index_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wheels, "PIP_FILES", ())
    monkeypatch.setattr(wheels, "UV_FILES", ())
    assert wheels.configured_index({}) is None
    assert wheels.configured_index({"PIP_INDEX_URL": "https://pypi.org/simple/"}) is None


def test_each_way_to_uv_is_tried_in_turn(index: type[Index], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No uv, no ensurepip, no pip: only the index is left."""
    monkeypatch.setattr(bootstrap, "PRIVATE", tmp_path / "state" / "uv")
    monkeypatch.setattr(shutil, "which", lambda name: None)
    tried: list[str] = []
    quietly = bootstrap._quietly

    def without_pip(*command: str) -> subprocess.CompletedProcess[str]:
        tried.append(" ".join(command[1:]))
        return quietly(*command) if command[0].endswith("/uv") else subprocess.CompletedProcess(command, 1, "", "No module named pip")

    monkeypatch.setattr(bootstrap, "_quietly", without_pip)
    assert bootstrap.find_uv() is None
    assert bootstrap.fetch_uv() == str(tmp_path / "state" / "uv" / "bin" / "uv")
    assert [words.split()[1] for words in tried if words.startswith("-m")] == ["venv", "pip", "pip"]
    assert tried[-2].endswith("--break-system-packages")


def test_the_bootstrap_needs_nothing_but_the_standard_library() -> None:
    told = subprocess.run(
        [
            sys.executable,
            "-I",
            "-S",
            "-c",
            f"import sys; sys.path.insert(0, {str(bootstrap.REPOSITORY)!r}); import ecosystem.stack.bootstrap, ecosystem.stack.reset",
        ],
        capture_output=True,
        text=True,
        env={"PATH": os.environ["PATH"]},
        check=False,
    )
    assert told.returncode == 0, told.stderr


def test_the_environment_can_be_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("UV_PROJECT_ENVIRONMENT", raising=False)
    assert bootstrap.environment() == bootstrap.REPOSITORY / ".venv"
    monkeypatch.setenv("UV_PROJECT_ENVIRONMENT", "/elsewhere/venv")
    assert bootstrap.environment() == Path("/elsewhere/venv")


@pytest.fixture
def apt(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A distribution that has only what stands in ``has``; what was asked of it is in ``asked``."""
    programs = tmp_path / "programs"
    programs.mkdir()
    apt_get = programs / "apt-get"
    asked, has = tmp_path / "asked", tmp_path / "has"
    installs = f'for name in "$@"; do case "$name" in install|-*|fonts-*) ;; *) grep -qx "$name" {has} || exit 100;; esac; done'
    apt_get.write_text(f'#!/bin/sh\necho "$*" >> {asked}\n[ "$1" = update ] && exit 0\n{installs}\n')
    apt_get.chmod(0o755)
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    # Programs that the test's machine has are not what this one has.
    monkeypatch.setattr(shutil, "which", lambda name: str(programs / name) if (programs / name).exists() else None)
    monkeypatch.setenv("PATH", f"/usr/bin:/bin:{programs}")
    return tmp_path


def _installs(apt: Path) -> list[str]:
    return [line.split()[4] for line in (apt / "asked").read_text().splitlines() if line.startswith("install")]


def test_the_browser_is_the_first_that_the_distribution_has(apt: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (apt / "has").write_text("chromium\n")
    bootstrap.install_browser()
    assert _installs(apt) == ["chromium-headless-shell", "chromium"]
    assert "skipped" not in capsys.readouterr().err


def test_a_browser_that_is_here_is_used_where_the_better_one_cannot_be_had(apt: Path) -> None:
    (apt / "has").write_text("")
    (apt / "programs" / "chromium").touch()
    bootstrap.install_browser()
    assert _installs(apt) == ["chromium-headless-shell"]


def test_without_any_browser_the_tests_say_that_they_skip(apt: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (apt / "has").write_text("")
    bootstrap.install_browser()
    said = capsys.readouterr()
    assert "skipped" in said.err + said.out


def test_what_is_compiled_is_kept_where_the_shell_forbids_it_beside_the_sources() -> None:
    kept = str(bootstrap.REPOSITORY / ".state" / "bytecode")
    for environ, becomes in (
        ({"PYTHONDONTWRITEBYTECODE": "1"}, {"PYTHONPYCACHEPREFIX": kept}),
        ({"PYTHONDONTWRITEBYTECODE": "1", "PYTHONPYCACHEPREFIX": "/mine"}, {"PYTHONPYCACHEPREFIX": "/mine"}),
        ({"PATH": "/bin"}, {"PATH": "/bin"}),
    ):
        bootstrap.keep_what_is_compiled(environ)
        assert environ == becomes
