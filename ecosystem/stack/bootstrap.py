"""Finds or fetches uv, makes the locked environment, and becomes the command that was asked for.

Runs under whatever Python the machine has, before anything is installed: standard library only.

    python3 -m ecosystem.stack.bootstrap [--no-dev] [--browser] [-- arguments of the environment's python]
"""

from __future__ import annotations

import argparse
import os
import platform
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import MutableMapping
from pathlib import Path

from . import wheels

REPOSITORY = Path(__file__).resolve().parent.parent.parent
PRIVATE = REPOSITORY / ".state" / "uv"
OLDEST_UV = (0, 5)
# Programs that are also the names of their packages; the first draws no window of its own, which makes it half as slow again.
BROWSERS = ("chromium-headless-shell", "chromium")
FONTS = "fonts-noto-cjk"


def main(words: list[str]) -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--no-dev", action="store_true", help="the run-time environment only")
    parser.add_argument("--browser", action="store_true", help="install Chromium where root may and it is missing")
    mark = words.index("--") if "--" in words else len(words)
    asked, command = parser.parse_args(words[:mark]), words[mark + 1 :]
    if sys.version_info < (3, 11):  # noqa: UP036 - this file alone may meet an older one
        return _refuse(f"Python 3.11 or newer is needed; this is {platform.python_version()}. Try: make PYTHON=python3.12 …")
    # A SIGTERM becomes an exception, so that the program we wait for is ended too.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    uv = find_uv() or fetch_uv()
    if uv is None:
        return _refuse(
            "uv could not be installed: neither pip nor the package index answers. Install uv by hand (https://docs.astral.sh/uv) and try again."
        )
    code = sync(uv, no_dev=asked.no_dev)
    if code:
        return code
    if asked.browser:
        install_browser()
    if command:
        os.chdir(REPOSITORY)
        keep_what_is_compiled(os.environ)
        python = str(environment() / "bin" / "python")
        os.execv(python, [python, *command])  # noqa: S606 - so that signals reach the command itself
    return 0


def environment() -> Path:
    """Where uv keeps this project's environment."""
    return REPOSITORY / os.environ.get("UV_PROJECT_ENVIRONMENT", ".venv")


def keep_what_is_compiled(environ: MutableMapping[str, str]) -> None:
    """Where the shell forbids bytecode beside the sources, it is kept in the state folder: each process of ours, of which the
    demo has a dozen and the suite a hundred, would compile a thousand files anew and spend two seconds on it.
    """
    if environ.pop("PYTHONDONTWRITEBYTECODE", ""):
        environ.setdefault("PYTHONPYCACHEPREFIX", str(REPOSITORY / ".state" / "bytecode"))


def find_uv() -> str | None:
    """A uv that runs and is new enough: the machine's, else the one that we fetched before."""
    for candidate in (shutil.which("uv"), str(PRIVATE / "bin" / "uv")):
        if not candidate:
            continue
        told = _quietly(candidate, "--version")
        version = re.match(r"uv (\d+)\.(\d+)", told.stdout)
        if version and (int(version[1]), int(version[2])) >= OLDEST_UV:
            return candidate
    return None


def fetch_uv() -> str | None:
    """Install uv for this repository alone, by the first way that this machine allows."""
    _say("uv is not here: fetching it into .state/uv")
    for way in (_by_venv, _by_pip, _by_download):
        shutil.rmtree(PRIVATE, ignore_errors=True)
        PRIVATE.parent.mkdir(exist_ok=True)
        if way():
            found = find_uv()
            if found:
                return found
    return None


def _by_venv() -> bool:
    """Debian's Python comes without ensurepip; then this fails, and so does what it left behind."""
    if _quietly(sys.executable, "-m", "venv", str(PRIVATE)).returncode:
        return False
    return _quietly(str(PRIVATE / "bin" / "python"), "-m", "pip", "install", "--quiet", "uv").returncode == 0


def _by_pip() -> bool:
    """Into a folder of our own, so that the system's packages stay as they are, whatever pip thinks of them."""
    install = [sys.executable, "-m", "pip", "install", "--quiet", "--target", str(PRIVATE), "uv"]
    return any(_quietly(*install, *more).returncode == 0 for more in ([], ["--break-system-packages"]))


def _by_download() -> bool:
    try:
        wheels.fetch_program("uv", PRIVATE / "bin")
    except wheels.NotFetched as reason:
        _say(str(reason))
        return False
    return True


def sync(uv: str, *, no_dev: bool) -> int:
    """The locked environment, exactly; without the tools of development nothing is taken away that was there.

    The lock names files by where the default index keeps them. Where pip or uv is set up for
    another index, the same versions and hashes are asked from that one.
    """
    environ = _environ_for_uv()
    shape = ["--no-dev", "--inexact"] if no_dev else []
    fresh = [] if environment().exists() or "UV_PYTHON" in environ else ["--python", sys.executable]
    if not environ.get("UV_DEFAULT_INDEX"):
        return subprocess.run([uv, "sync", "--frozen", *shape, *fresh], cwd=REPOSITORY, env=environ, check=False).returncode
    wanted = REPOSITORY / ".state" / "requirements.txt"
    wanted.parent.mkdir(exist_ok=True)
    steps = [
        [uv, "export", "--quiet", "--frozen", "--no-emit-project", *shape[:1], "--output-file", str(wanted)],
        *([[uv, "venv", "--quiet", *fresh, str(environment())]] if not environment().exists() else []),
        [uv, "pip", "install", "--python", str(environment()), "--require-hashes", "--requirement", str(wanted)],
    ]
    for step in steps:
        told = subprocess.run(step, cwd=REPOSITORY, env=environ, check=False)
        if told.returncode:
            return told.returncode
    return 0


def _environ_for_uv() -> dict[str, str]:
    """What pip is told about the index and its certificates, in uv's words; uv's own settings win."""
    environ = dict(os.environ)
    environ.setdefault("UV_PROJECT_ENVIRONMENT", ".venv")
    index = wheels.configured_index()
    if index:
        environ["UV_DEFAULT_INDEX"] = index
    certificates = wheels.configured_certificates()
    if certificates:
        environ.setdefault("SSL_CERT_FILE", certificates)
    return environ


def install_browser() -> None:
    """The first of ``BROWSERS`` that the distribution has. The browser tests skip without one; getting it may fail without harm."""
    apt_get = shutil.which("apt-get")
    if shutil.which(BROWSERS[0]) or os.geteuid() != 0 or apt_get is None:
        return
    _say("looking for Chromium for the browser tests")
    if not _passes(apt_get, "update", "-qq"):
        _say("apt-get update failed: only what is here already is used")
        return
    for name in BROWSERS:
        if shutil.which(name) or _passes(apt_get, "install", "-y", "-qq", "--no-install-recommends", name, FONTS):
            return
    _say("apt-get install failed: the browser tests will be skipped")


def _passes(*command: str) -> bool:
    environ = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    return not subprocess.run(command, env=environ, stdout=subprocess.DEVNULL, check=False).returncode


def _quietly(*command: str) -> subprocess.CompletedProcess[str]:
    try:
        return subprocess.run(command, capture_output=True, text=True, check=False)
    except OSError as error:
        return subprocess.CompletedProcess(command, 127, "", str(error))


def _say(line: str) -> None:
    sys.stderr.write(f"{line}\n")
    sys.stderr.flush()


def _refuse(line: str) -> int:
    _say(line)
    return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
