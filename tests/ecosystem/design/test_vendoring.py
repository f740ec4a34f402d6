from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest
from django.conf import settings

from ecosystem.design import badges, vendoring

STATIC = settings.BASE_DIR / "static"
WINGS = [path.parent for path in settings.LOCALE_PATHS]


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    shutil.copytree(STATIC / "vendor", tmp_path / "vendor")
    (tmp_path / "design").mkdir()
    shutil.copy(STATIC / "design" / "icons.svg", tmp_path / "design")
    return tmp_path


def test_the_vendored_files_are_what_the_manifest_says() -> None:
    assert vendoring.check(STATIC) == []


def test_a_changed_a_missing_and_a_stray_file_are_each_named(copy: Path) -> None:
    (copy / "vendor" / "tabler" / "tabler.min.css").write_text("body{}", encoding="utf-8")
    (copy / "vendor" / "leaflet" / "leaflet.js").unlink()
    (copy / "vendor" / "leaflet" / "stray.js").write_text("", encoding="utf-8")
    assert vendoring.check(copy) == [
        "vendor/leaflet/leaflet.js is missing",
        "vendor/tabler/tabler.min.css differs from its sum",
        "vendor/leaflet/stray.js is not in vendor.toml",
    ]


def test_a_library_whose_licence_is_not_told_is_named(copy: Path) -> None:
    (copy / "vendor" / "LICENSES.md").write_text("nothing", encoding="utf-8")
    assert [fault for fault in vendoring.check(copy) if "leaflet 1.9.4" in fault]


def test_every_icon_that_a_page_names_is_in_the_sprite() -> None:
    templates = [path for wing in WINGS for path in wing.rglob("templates/**/*.html")]
    text = "\n".join(path.read_text(encoding="utf-8") for path in templates)
    named = (
        set(re.findall(r'{%\s*icon "([\w-]+)"', text))
        | set(re.findall(r'<c-icon name="([\w-]+)"', text))
        | set(re.findall(r'nav_item \w+ "([\w-]+)"', text))
    )
    assert named | {look.icon for look in badges.LOOKS.values()} <= vendoring.icon_names(STATIC)


def test_no_static_file_of_ours_names_a_source_map() -> None:
    for path in STATIC.rglob("*"):
        if path.suffix in {".js", ".css"}:
            assert not vendoring.SOURCE_MAP.search(path.read_bytes()), path
