"""Configuration is environment variables: read once, typed, never guessed."""

from __future__ import annotations

import os
from urllib.parse import parse_qsl, unquote, urlsplit


class BadConfiguration(SystemExit):
    """Start-up stops with a sentence, not a traceback."""


def text(name: str, default: str = "") -> str:
    return os.environ.get(name, default)


def flag(name: str, default: bool = False) -> bool:
    value = os.environ.get(name, "1" if default else "0").strip().lower()
    if value not in {"0", "1", "true", "false", "yes", "no", ""}:
        raise BadConfiguration(f"{name} must be 1 or 0, not {value!r}")
    return value in {"1", "true", "yes"}


def number(name: str, default: int) -> int:
    value = os.environ.get(name, str(default))
    if not value.isdigit():
        raise BadConfiguration(f"{name} must be a whole number, not {value!r}")
    return int(value)


def choice(name: str, default: str, allowed: set[str]) -> str:
    value = os.environ.get(name, default).strip()
    if value not in allowed:
        raise BadConfiguration(f"{name} must be one of {', '.join(sorted(allowed))}, not {value!r}")
    return value


def origin(name: str) -> list[str]:
    """The scheme and host of an address, for a policy that lets a page ask there; nothing where the variable is not set."""
    address = os.environ.get(name, "")
    parts = urlsplit(address)
    if address and (parts.scheme not in {"https", "http"} or not parts.netloc or "{" in parts.netloc):
        raise BadConfiguration(f"{name} must begin with https:// and one host, not {address!r}")
    return [f"{parts.scheme}://{parts.netloc}"] if address else []


def names(name: str, default: str = "") -> list[str]:
    return [part.strip() for part in text(name, default).split(",") if part.strip()]


def broker(url: str) -> str:
    """Celery writes a socket's address in its own way: ``unix://`` → ``redis+socket://``."""
    parts = urlsplit(url)
    if parts.scheme != "unix":
        return url
    return f"redis+socket://{parts.path}?virtual_host={dict(parse_qsl(parts.query)).get('db', '0')}"


def database(url: str, *, pool: int = 0) -> dict[str, object]:
    """``postgresql://user:password@host:port/name?host=/socket/folder`` → Django's dictionary."""
    parts = urlsplit(url)
    if parts.scheme not in {"postgresql", "postgres"}:
        raise BadConfiguration("DATABASE_URL must begin with postgresql://")
    query = dict(parse_qsl(parts.query))
    options: dict[str, object] = {}
    if pool:
        options["pool"] = {"min_size": 1, "max_size": pool, "timeout": 10}
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": parts.path.lstrip("/"),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": query.get("host", parts.hostname or ""),
        "PORT": query.get("port", str(parts.port or "")),
        "OPTIONS": options,
    }
