"""A Valkey of our own: a socket in the guarded folder, nothing on any port, nothing on disk."""

from __future__ import annotations

import os
from urllib.parse import quote

import redis
from redis.backoff import NoBackoff
from redis.retry import Retry

from .accounts import CLEAN, Account
from .binaries import find_valkey
from .children import Program
from .places import State


class Valkey:
    """Broker, cache and channel layer; what is lost with it is found again by the sweeps."""

    def __init__(self, state: State, account: Account) -> None:
        self.account, self.log = account, state.log("valkey")
        self.servers, self.socket = state.servers(account), state.sockets(account) / "valkey.sock"

    def url(self) -> str:
        return f"unix://{quote(str(self.socket))}?db=0"

    def program(self) -> Program:
        dist = self.servers / "dist"
        dist.mkdir(exist_ok=True, mode=0o755)
        server = find_valkey(account=self.account, dist=dist, environ=os.environ)
        options = ["--port", "0", "--unixsocket", self.socket, "--unixsocketperm", "770", "--save", "", "--appendonly", "no", "--daemonize", "no"]
        return Program(
            name="valkey",
            argv=(str(server), *map(str, options)),
            log=self.log,
            environ=CLEAN,
            cwd=self.socket.parent,
            account=self.account,
            ready=self.answers,
        )

    def answers(self) -> bool:
        try:
            return bool(self._client().ping())
        except redis.RedisError:
            return False

    def pid(self) -> int | None:
        """The server's process, as it says itself."""
        try:
            return int(self._client().info("server")["process_id"])
        except redis.RedisError:
            return None

    def _client(self) -> redis.Redis:
        """Answers or fails at once: whoever asks decides how long to wait."""
        return redis.Redis(unix_socket_path=str(self.socket), socket_timeout=3, retry=Retry(NoBackoff(), 0))
