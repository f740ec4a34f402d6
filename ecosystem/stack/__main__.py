"""``python -m ecosystem.stack``: the servers by hand, and what the Makefile runs."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable
from pathlib import Path

from . import gates
from .children import follow_parent
from .demo import demo
from .places import State, state_folder
from .refusals import CannotStart
from .servers import Servers, lent, start
from .supervisor import Stopped, Supervisor
from .terminal import Terminal


def main(words: list[str]) -> int:
    asked = _parser().parse_args(words)
    if "MAKELEVEL" in os.environ:
        # make may be killed where it can't pass the word on; then nobody would stop us.
        follow_parent()
    try:
        state = State(Path(asked.state) if asked.state else state_folder())
        act: Callable[[State, argparse.Namespace], int] = asked.act
        return act(state, asked)
    except CannotStart as refusal:
        sys.stderr.write(f"{refusal}\n")
        return 1
    except (Stopped, KeyboardInterrupt):
        return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m ecosystem.stack", description=__doc__)
    parser.add_argument("--state", help="the state folder (default: TWIN_STATE, else .state)")
    acts = parser.add_subparsers(required=True)
    for name, act, explanation in (
        ("demo", lambda state, _: demo(state), "everything, from nothing to a page that answers"),
        ("up", _up, "leave PostgreSQL and Valkey running, and print their addresses"),
        ("serve", _serve, "PostgreSQL and Valkey until Ctrl-C"),
        ("down", _down, "stop what up left running"),
        ("env", _env, "print the addresses of running servers as shell variables"),
        ("run", _run, "run a command with the servers, stop them after it, and end with its exit code"),
        ("check", lambda state, _: gates.check(state), "every gate of make check"),
        ("test", lambda state, asked: gates.test(state, _command(asked)), "the whole suite, or after -- what pytest is asked"),
    ):
        sub = acts.add_parser(name, help=explanation)
        sub.set_defaults(act=act)
        if name == "run":
            sub.add_argument("--fast", action="store_true", help="no durability: for tests")
        if name in {"run", "test"}:
            sub.add_argument("command", nargs=argparse.REMAINDER)
    return parser


def _command(asked: argparse.Namespace) -> list[str]:
    """What follows; a ``--`` before it lets it start with an option."""
    return list(asked.command[1:] if asked.command[:1] == ["--"] else asked.command)


def _up(state: State, asked: argparse.Namespace) -> int:
    with state.held("python -m ecosystem.stack up"):
        servers = Servers(state)
        for program in servers.to_start():
            start(program, leashed=False)
        return _tell(servers)


def _serve(state: State, asked: argparse.Namespace) -> int:
    terminal = Terminal()
    with state.held("make serve-stack"), Supervisor(terminal.say) as supervisor:
        servers = Servers(state)
        for program in servers.to_start():
            supervisor.serve(program)
        _tell(servers)
        terminal.say("ready: PostgreSQL and Valkey answer. Ctrl-C stops them.")
        supervisor.watch()
    return 0


def _down(state: State, asked: argparse.Namespace) -> int:
    with state.held("python -m ecosystem.stack down"):
        Servers(state).stop()
    return 0


def _env(state: State, asked: argparse.Namespace) -> int:
    servers = Servers(state)
    if not servers.answer():
        raise CannotStart("The servers do not run. Start them with python -m ecosystem.stack up.")
    return _tell(servers)


def _tell(servers: Servers) -> int:
    for name, value in servers.addresses().environ().items():
        sys.stdout.write(f"export {name}='{value}'\n")
    sys.stdout.flush()
    return 0


def _run(state: State, asked: argparse.Namespace) -> int:
    command = _command(asked)
    if not command:
        raise CannotStart("run needs a command: python -m ecosystem.stack run -- pytest")
    with state.held(f"run {command[0]}"), lent(Servers(state, fast=asked.fast)) as addresses:
        return gates.foreground(command, {**os.environ, **addresses.environ()})


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
