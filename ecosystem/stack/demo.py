"""``make demo``: everything on one machine, from nothing to a page that answers, as one process tree."""

from __future__ import annotations

import json
import os
import secrets
import sys
import urllib.error
import urllib.request
from pathlib import Path

from .children import Program
from .doors import Door, asked_door, require_free
from .places import REPOSITORY, InUse, State
from .preparation import Preparation
from .refusals import CannotStart
from .servers import Servers
from .supervisor import Stopped, Supervisor
from .terminal import Steps, Terminal

WHAT = "make demo"
# A small town is the same in everything but its residents, and loads in a fraction of the time; a full one has the source's whole year too.
SIZES = ("town", "small", "full")
NAMED_FOR_APP = ("SECRET_KEY", "DEBUG", "HTTPS", "DEMO_MODE", "ALLOWED_HOSTS", "DATABASE_APP_ROLE")


def demo(state: State) -> int:
    """Start, serve until Ctrl-C or SIGTERM, and take every child along; answers the exit code."""
    terminal = Terminal()
    door, size = asked_door(), _asked_size()
    try:
        with state.held(WHAT, url=door.url()):
            require_free(door)
            try:
                with Supervisor(terminal.say) as supervisor:
                    _serve(state, door, size, terminal, supervisor)
            except Stopped:
                terminal.say("stopped: every child has ended")
    except InUse as taken:
        if taken.holder.get("what") != WHAT:
            raise
        terminal.say(f"The demo runs already: {taken.holder.get('url')} (process {taken.holder.get('pid')}). Ctrl-C there stops it.")
    return 0


def _serve(state: State, door: Door, size: str, terminal: Terminal, supervisor: Supervisor) -> None:
    servers = Servers(state)
    with terminal.steps(total=7) as steps:
        with steps.step("PostgreSQL and Valkey"):
            for program in servers.to_start():
                supervisor.serve(program)
        addresses = servers.addresses()
        environ = _environ(state, door, addresses.environ())
        preparation = Preparation(state, environ, identity=addresses.identity)
        _clear_half_a_town(preparation, servers, steps)
        _prepare(preparation, size, steps)
        with steps.step("Web, worker and beat"):
            for program in _programs(state, door, environ):
                supervisor.keep(program)
            supervisor.wait_for(lambda: healthy(door))
    _welcome(state, door, terminal)
    supervisor.watch()


def _asked_size() -> str:
    """SIZE; it counts for a town that is not loaded yet.

    Raises:
        CannotStart: there is no town of that size.
    """
    size = os.environ.get("SIZE") or SIZES[0]
    if size not in SIZES:
        raise CannotStart(f"SIZE={size} is none of {', '.join(SIZES)}.")
    return size


def _environ(state: State, door: Door, addresses: dict[str, str]) -> dict[str, str]:
    """The demo's own settings; what the shell says about production is not meant for it."""
    if not addresses.get("DATABASE_OWNER_URL"):
        raise CannotStart("DATABASE_URL is set, so DATABASE_OWNER_URL must name the role that owns the tables: migrations run as that role.")
    inherited = {name: value for name, value in os.environ.items() if name not in NAMED_FOR_APP}
    key = state.folder / "secret_key"
    if not key.exists():
        key.touch(mode=0o600)
        key.write_text(secrets.token_urlsafe(48), encoding="utf-8")
    return {
        **inherited,
        **addresses,
        "DJANGO_SETTINGS_MODULE": "ecosystem.settings",
        "TWIN_STATE": str(state.folder),
        "PYTHONUNBUFFERED": "1",
        "DEMO_MODE": "1",
        "SECRET_KEY": key.read_text(encoding="utf-8"),
        "ALLOWED_HOSTS": ",".join(door.names()),
    }


def _clear_half_a_town(preparation: Preparation, servers: Servers, steps: Steps) -> None:
    """A load that was broken off can't be taken up again; where the database is ours, it begins anew."""
    if servers.postgres and not preparation.pending("town begun", preparation.identity) and preparation.pending("town", preparation.identity):
        with steps.step("Half a town, left from a start that was broken off, is cleared"):
            servers.postgres.empty()
            for step in ("schema", "town begun"):
                preparation.done(step, "")


def _prepare(preparation: Preparation, size: str, steps: Steps) -> None:
    with steps.step("Tables"):
        if preparation.pending("schema", preparation.schema_mark()):
            preparation.manage("migrate", "--no-input")
            preparation.done("schema", preparation.schema_mark())
    with steps.step("Translations"):
        compile_words(preparation)
    with steps.step("Static files"):
        if preparation.pending("assets", preparation.assets_mark()):
            preparation.manage("collectstatic", "--no-input", "--clear", "--verbosity", "0")
            preparation.done("assets", preparation.assets_mark())
    with steps.step("The town") as detail:
        if preparation.pending("town", preparation.identity) and preparation.has_command("load_town"):
            preparation.done("town begun", preparation.identity)
            preparation.manage("load_town", "--size", size, detail=detail)
            preparation.done("town", preparation.identity)
            if preparation.has_command("demo_sign_ins"):
                (preparation.state.folder / "sign_ins.txt").write_text("\n".join(preparation.manage("demo_sign_ins")), encoding="utf-8")
    with steps.step("Start-up checks"):
        # Every web process checks again as it loads; here a refusal is told before anything serves.
        if preparation.pending("checks", preparation.schema_mark()):
            preparation.manage("check", "--database", "default")
            preparation.done("checks", preparation.schema_mark())


def compile_words(preparation: Preparation) -> None:
    if not preparation.words_are_compiled() and preparation.has_command("translations"):
        preparation.manage("translations", "--compile")


def _programs(state: State, door: Door, environ: dict[str, str]) -> list[Program]:
    """One ASGI process for HTTP and WebSockets, a worker and beat. None of them is told who owns the tables."""
    app = {name: value for name, value in environ.items() if name != "DATABASE_OWNER_URL"}
    celery = ("-m", "celery", "-A", "ecosystem.celery")
    lines = {
        "web": (
            "-m",
            "uvicorn",
            "ecosystem.asgi:application",
            "--host",
            door.host,
            "--port",
            str(door.port),
            "--lifespan",
            "off",
            "--no-proxy-headers",
            "--no-server-header",
            "--timeout-graceful-shutdown",
            "4",
        ),
        "worker": (*celery, "worker", "--concurrency", "2", "--loglevel", "INFO", "--without-gossip", "--without-mingle"),
        "beat": (*celery, "beat", "--schedule", str(state.folder / "beat"), "--pidfile=", "--loglevel", "INFO"),
    }
    own = {"web": {"DATABASE_POOL": "8"}}
    return [Program(name, (sys.executable, *line), _fresh(state.log(name)), app | own.get(name, {}), cwd=REPOSITORY) for name, line in lines.items()]


def _fresh(log: Path) -> Path:
    """Begin a log anew, keeping the last one beside it."""
    if log.exists():
        log.replace(log.with_suffix(".earlier.log"))
    return log


def healthy(door: Door) -> bool:
    try:
        with urllib.request.urlopen(door.url() + "healthz", timeout=5) as answer:
            return bool(json.load(answer).get("ok"))
    except (OSError, ValueError, urllib.error.HTTPError):
        return False


def _welcome(state: State, door: Door, terminal: Terminal) -> None:
    terminal.say()
    terminal.say(f"Open     {door.url()}")
    terminal.say(f"API      {door.url()}api/v1/")
    terminal.say(f"Health   {door.url()}healthz")
    terminal.say(f"Logs     {state.folder / 'log'}")
    sign_ins = state.folder / "sign_ins.txt"
    if sign_ins.exists():
        terminal.say("Sign in  one click on the first page, no password, as")
        for line in sign_ins.read_text(encoding="utf-8").splitlines():
            terminal.say(f"           {line}")
    phone = door.lan_url()
    if phone:
        terminal.say(f"Phone    {phone}  Anyone on this network can reach the demo and sign in.")
        terminal.qr(phone)
    else:
        terminal.say("Phone    start with HOST=0.0.0.0 to reach it from a phone on the same network")
    terminal.say(f"ready: {door.url()} after {terminal.seconds():.0f} s. Ctrl-C stops everything.")
