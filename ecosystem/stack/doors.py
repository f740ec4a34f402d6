"""The address that the demo listens on, and the names that it answers to."""

from __future__ import annotations

import errno
import ipaddress
import os
import socket
from collections.abc import Mapping
from dataclasses import dataclass

from .refusals import CannotStart

LOOPBACK_NAMES = ("localhost", "127.0.0.1", "[::1]")


@dataclass(frozen=True, slots=True)
class Door:
    host: str
    port: int

    @property
    def everywhere(self) -> bool:
        return self.host in {"0.0.0.0", "::"}  # noqa: S104 - compared, not bound

    @property
    def beyond_loopback(self) -> bool:
        try:
            return not ipaddress.ip_address(self.host).is_loopback
        except ValueError:
            return self.host != "localhost"

    def url(self, host: str | None = None) -> str:
        """The address for this machine's browser, or by another of its names."""
        name = host or ("127.0.0.1" if self.everywhere else self.host)
        return f"http://{f'[{name}]' if ':' in name else name}:{self.port}/"

    def lan_url(self) -> str | None:
        """The address for a phone on the same network."""
        if not self.beyond_loopback:
            return None
        name = lan_address() if self.everywhere else self.host
        return self.url(name) if name else None

    def names(self) -> list[str]:
        """Host names that Django may answer to: never a wildcard."""
        names = [*LOOPBACK_NAMES]
        if self.beyond_loopback:
            own = socket.gethostname()
            names += [self.host, own, f"{own}.local", lan_address() or ""]
        return [f"[{name}]" if ":" in name and not name.startswith("[") else name for name in dict.fromkeys(names) if name]


def asked_door(environ: Mapping[str, str] = os.environ) -> Door:
    """HOST and PORT, 127.0.0.1:8000 by default.

    Some shells export HOST as the machine's own name; that is nobody's wish to be reachable,
    unless it was given to make itself.

    Raises:
        CannotStart: PORT is no port number.
    """
    host, port = environ.get("HOST", ""), environ.get("PORT", "") or "8000"
    if host == socket.gethostname() and "HOST=" not in environ.get("MAKEFLAGS", ""):
        host = ""
    if not (port.isascii() and port.isdigit()) or not 0 < int(port) < 65536:
        raise CannotStart(f"PORT must be a number from 1 to 65535, not {port!r}.")
    return Door(host.strip("[]") or "127.0.0.1", int(port))


def require_free(door: Door) -> None:
    """Raises ``CannotStart`` when the address is taken, not ours, or not allowed."""
    try:
        found = socket.getaddrinfo(door.host, door.port, type=socket.SOCK_STREAM)
        for family, kind, protocol, _, address in found[:1]:
            with socket.socket(family, kind, protocol) as probe:
                probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                probe.bind(address)
                probe.listen(1)
    except socket.gaierror:
        raise CannotStart(f"HOST={door.host} is not a name or address of this machine.") from None
    except OSError as error:
        raise CannotStart(_why_not(door, error)) from None


def _why_not(door: Door, error: OSError) -> str:
    if error.errno == errno.EADDRINUSE:
        return f"Port {door.port} on {door.host} is taken by another program. Choose another: make demo PORT={door.port + 1}"
    if error.errno == errno.EACCES:
        return f"Port {door.port} needs more rights than you have. Choose one above 1023: make demo PORT=8000"
    return f"Can't listen on {door.host} port {door.port}: {error.strerror}."


def lan_address() -> str | None:
    """The address by which the local network knows us; asked of the routing table, nothing is sent."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))
        except OSError:
            return None
        name = str(probe.getsockname()[0])
    return None if ipaddress.ip_address(name).is_loopback else name
