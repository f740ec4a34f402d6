"""What import-linter can't see: foreign keys, and what migrations depend on."""

from __future__ import annotations

from django.apps import apps
from django.conf import settings
from django.db.migrations.loader import MigrationLoader
from django.db.models import ForeignKey, ManyToManyField

from tests.architecture import tree

SEEN_FROM = {
    "ecosystem": {"ecosystem"},
    "merchants": {"merchants", "ecosystem"},
    "residents": {"residents", "merchants", "ecosystem"},
    "lending": {"lending", "ecosystem"},
}


def _wing_of(label: str) -> str | None:
    name = apps.get_app_config(label).name.partition(".")[0]
    return name if name in tree.WINGS else None


def test_foreign_keys_point_where_imports_may() -> None:
    found = []
    for model in apps.get_models(include_auto_created=True):
        wing = _wing_of(model._meta.app_label)
        for field in model._meta.get_fields() if wing else ():
            if isinstance(field, (ForeignKey, ManyToManyField)):
                target = _wing_of(field.remote_field.model._meta.app_label)
                if target and target not in SEEN_FROM[str(wing)]:
                    found.append(f"{model._meta.label}.{field.name} → {field.remote_field.model._meta.label}")
    assert found == []


def test_migrations_depend_where_imports_may() -> None:
    loader = MigrationLoader(None, load=False)
    loader.load_disk()
    found = [
        f"{label}.{name} → {needed}"
        for (label, name), migration in loader.disk_migrations.items()
        for needed in migration.dependencies
        if _wing_of(label) and needed[0] in apps.app_configs and (_wing_of(needed[0]) or "ecosystem") not in SEEN_FROM[str(_wing_of(label))]
    ]
    assert found == []


def test_first_migrations_come_after_the_roles() -> None:
    """Otherwise their tables would be made before the application's role is granted anything."""
    loader = MigrationLoader(None, load=False)
    loader.load_disk()
    found = [
        f"{label}.{name}"
        for (label, name), migration in loader.disk_migrations.items()
        if _wing_of(label) and label != "stack" and not any(needed[0] == label for needed in migration.dependencies)
        if ("stack", "0001_roles") not in migration.dependencies
    ]
    assert found == []


def test_every_room_is_installed_and_is_called_by_its_folder() -> None:
    rooms = {f"{tree.room_of(path)[0]}.{tree.room_of(path)[1]}" for path in tree.sources() if path.name == "apps.py"}
    named = {*settings.ECOSYSTEM_ROOMS, *(room for wing in settings.WINGS.values() for room in wing)}
    assert rooms == named
    assert {name for name in named if apps.is_installed(name)} == named


def test_no_request_is_one_transaction_by_default() -> None:
    assert not settings.DATABASES["default"].get("ATOMIC_REQUESTS", False)
    assert settings.USE_TZ


def test_no_sql_needs_a_newer_postgres_than_the_oldest_supported() -> None:
    """The embedded server is PostgreSQL 18, without OpenSSL; a bank's may be 15."""
    banned = {"uuidv7(": "only from 18", "uuidv4(": "only from 18", "pgcrypto": "not in the embedded build", "any_value(": "only from 16"}
    texts = [path for wing in tree.WINGS for ending in ("sql", "py") for path in (tree.ROOT / wing).rglob(f"*.{ending}")]
    words = {path: path.read_text(encoding="utf-8").lower() for path in texts}
    found = [f"{tree.name_of(path)}: {word} is {why}" for path in texts for word, why in banned.items() if word in words[path]]
    assert found == []
