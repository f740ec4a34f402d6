"""Other people's files, kept in the tree with their sums, so that nothing is fetched to install, run or test.

``check`` is offline and compares what lies in ``static/vendor`` with ``vendor.toml``;
``update`` asks npm for the named versions and writes files, sprite and sums anew.
"""

from __future__ import annotations

import base64
import hashlib
import json
import re
import subprocess
import tarfile
import tempfile
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

SOURCE_MAP = re.compile(rb"\s*(?:/\*[#@] sourceMappingURL=[^*]*\*/|//[#@] sourceMappingURL=\S*)\s*$")
OWN_FILES = {"vendor.toml", "LICENSES.md"}


class VendorFault(Exception):
    """npm is missing, or gave something else than was asked for."""


def read_manifest(static: Path) -> dict[str, Any]:
    return tomllib.loads((static / "vendor" / "vendor.toml").read_text(encoding="utf-8"))


def check(static: Path) -> list[str]:
    """Each difference between the tree and its manifest, as a sentence; empty when they agree."""
    manifest = read_manifest(static)
    sums: dict[str, str] = manifest.get("sums", {})
    wanted = set(_wanted(manifest))
    faults = [f"{name} is in vendor.toml without a sum: run --update" for name in sorted(wanted - set(sums))]
    faults += [f"{name} has a sum but no library names it" for name in sorted(set(sums) - wanted)]
    for name in sorted(wanted & set(sums)):
        path = static / name
        if not path.is_file():
            faults.append(f"{name} is missing")
        elif sha512(path.read_bytes()) != sums[name]:
            faults.append(f"{name} differs from its sum")
        elif SOURCE_MAP.search(path.read_bytes()):
            faults.append(f"{name} names a source map, which breaks hashed file names")
    present = {str(path.relative_to(static)) for path in (static / "vendor").rglob("*") if path.is_file() and path.name not in OWN_FILES}
    faults += [f"{name} is not in vendor.toml" for name in sorted(present - wanted)]
    licences = (static / "vendor" / "LICENSES.md").read_text(encoding="utf-8")
    faults += [
        f"LICENSES.md does not name {entry['name']} {entry['version']}"
        for entry in _packages(manifest)
        if f"{entry['name']} {entry['version']}" not in licences
    ]
    return faults


def update(static: Path) -> list[str]:
    """Fetch every package by npm, write its files and the sprite; returns the names written.

    Raises:
        VendorFault: npm is missing or failed, or a package lacks a named file.
    """
    manifest = read_manifest(static)
    sums: dict[str, str] = {}
    integrity: dict[str, str] = {}
    with tempfile.TemporaryDirectory() as folder:
        for entry in _packages(manifest):
            tarball = _pack(entry["name"], entry["version"], Path(folder))
            integrity[entry["name"]] = "sha512-" + base64.b64encode(hashlib.sha512(tarball.read_bytes()).digest()).decode()
            with tarfile.open(tarball) as package:
                for name, content in _contents(entry, package):
                    (static / name).parent.mkdir(parents=True, exist_ok=True)
                    (static / name).write_bytes(content)
                    sums[name] = sha512(content)
    _write_sums(static / "vendor" / "vendor.toml", sums, integrity)
    return sorted(sums)


def icon_names(static: Path) -> set[str]:
    """The icons that a template may name."""
    sprite = read_manifest(static)["sprite"]
    return {*sprite["outline"], *(f"{name}-filled" for name in sprite["filled"])}


def sha512(content: bytes) -> str:
    return hashlib.sha512(content).hexdigest()


def _packages(manifest: dict[str, Any]) -> list[dict[str, Any]]:
    return [*manifest["library"], manifest["sprite"]]


def _wanted(manifest: dict[str, Any]) -> Iterator[str]:
    for library in manifest["library"]:
        yield from (f"vendor/{library['folder']}/{name}" for name in library["files"])
    yield manifest["sprite"]["file"]


def _pack(name: str, version: str, folder: Path) -> Path:
    try:
        done = subprocess.run(  # noqa: S603
            ["npm", "pack", "--json", "--pack-destination", str(folder), f"{name}@{version}"],  # noqa: S607
            check=True,
            capture_output=True,
            text=True,
            cwd=folder,
        )
    except (OSError, subprocess.CalledProcessError) as fault:
        raise VendorFault(f"npm could not pack {name}@{version}: {getattr(fault, 'stderr', '') or fault}") from fault
    packed = json.loads(done.stdout)
    row = packed[0] if isinstance(packed, list) else next(iter(packed.values()))
    return folder / Path(row["filename"].replace("@", "").replace("/", "-")).name


def _contents(entry: dict[str, Any], package: tarfile.TarFile) -> Iterator[tuple[str, bytes]]:
    if "files" in entry:
        for name, source in entry["files"].items():
            yield f"vendor/{entry['folder']}/{name}", _strip(name, _member(package, source))
        return
    symbols = [_symbol(name, name, _member(package, f"icons/outline/{name}.svg"), OUTLINE) for name in entry["outline"]]
    symbols += [_symbol(f"{name}-filled", name, _member(package, f"icons/filled/{name}.svg"), FILLED) for name in entry["filled"]]
    head = f"<!-- {entry['name']} {entry['version']}, {entry['licence']}; cut by manage.py vendor_assets -->\n"
    yield entry["file"], f'{head}<svg xmlns="http://www.w3.org/2000/svg">\n{"".join(symbols)}</svg>\n'.encode()


OUTLINE = 'fill="none" stroke="currentColor" stroke-width="2" stroke-linecap="round" stroke-linejoin="round"'
FILLED = 'fill="currentColor"'


def _symbol(identity: str, name: str, svg: bytes, paint: str) -> str:
    shapes = re.findall(r"<(?:path|circle|rect|line|polyline|ellipse)\b[^>]*/>", svg.decode())
    drawn = "".join(shape for shape in shapes if 'stroke="none"' not in shape)
    if not drawn:
        raise VendorFault(f"icon {name} has no shape that the sprite can take")
    return f'<symbol id="{identity}" viewBox="0 0 24 24" {paint}>{drawn}</symbol>\n'


def _member(package: tarfile.TarFile, name: str) -> bytes:
    try:
        member = package.extractfile(f"package/{name}")
    except KeyError as fault:
        raise VendorFault(f"the package has no {name}") from fault
    if member is None:
        raise VendorFault(f"{name} is not a file")
    return member.read()


def _strip(name: str, content: bytes) -> bytes:
    return SOURCE_MAP.sub(b"\n", content) if name.endswith((".css", ".js")) else content


def _write_sums(path: Path, sums: dict[str, str], integrity: dict[str, str]) -> None:
    text = path.read_text(encoding="utf-8").partition("[sums]")[0]
    for name, value in integrity.items():
        pattern = re.compile(rf'(name = "{re.escape(name)}".*?integrity = )"[^"]*"', re.DOTALL)
        text = pattern.sub(lambda found, value=value: f'{found[1]}"{value}"', text, count=1)  # type: ignore[misc]
    rows = "".join(f'"{name}" = "{value}"\n' for name, value in sorted(sums.items()))
    path.write_text(f"{text}[sums]\n{rows}", encoding="utf-8")
