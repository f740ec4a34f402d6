"""Migrations run as the owner of the tables, whatever role the application has, and all of them in half of Django's time."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from functools import cache
from typing import Any

from django.apps.registry import Apps
from django.conf import settings
from django.core.management.commands import migrate
from django.db import connections
from django.db.migrations.state import ModelState, ProjectState

from ecosystem import environment


@contextmanager
def _swapped_models_kept_in_mind() -> Iterator[None]:
    """Django forgets them with each model that is rendered, though settings decide which they are and no migration does."""
    asked = Apps.get_swappable_settings_name
    kept = cache(asked.__wrapped__)  # type: ignore[attr-defined]
    kept.cache_clear = lambda: None  # type: ignore[method-assign]
    Apps.get_swappable_settings_name = kept  # type: ignore[method-assign]
    try:
        yield
    finally:
        Apps.get_swappable_settings_name = asked  # type: ignore[method-assign]


@contextmanager
def _each_model_made_alone() -> Iterator[None]:
    """A model that a migration makes, or gives a constraint, an index or a column, is rendered without all that it is related
    to, which is nearly everything.

    Django renders those anew for the sake of whoever keeps the state before; going forward nobody does. Code that a migration runs
    is handed models that were all rendered together, as ever. The schema that comes of it is the same byte for byte (a dump of each
    was compared); from nothing it takes about an eighth of the processor's time.
    """

    def add_model(self: ProjectState, model_state: ModelState) -> None:
        rendered = self.__dict__.pop("apps", None)
        added(self, model_state)
        if rendered is not None:
            self.apps = rendered
            rendered.render_multiple([model_state])

    def add_field(self: ProjectState, app_label: str, model_name: str, name: str, field: Any, preserve_default: bool) -> None:
        rendered = self.__dict__.pop("apps", None)
        given(self, app_label, model_name, name, field, preserve_default)
        if rendered is not None:
            self.apps = rendered
            # A column needs no more of the table that it refers to than its name.
            self.reload_model(app_label, model_name, delay=not field.many_to_many)

    def reload_model(self: ProjectState, app_label: str, model_name: str, delay: bool = False) -> None:
        # Django delays what touches no relation.
        if not delay or "apps" not in self.__dict__:
            reloaded(self, app_label, model_name, delay)
            return
        self.is_delayed = True
        self.apps.unregister_model(app_label, model_name)
        self.apps.render_multiple([self.models[app_label, model_name]])

    added, given, reloaded = ProjectState.add_model, ProjectState.add_field, ProjectState.reload_model
    ProjectState.add_model, ProjectState.add_field, ProjectState.reload_model = add_model, add_field, reload_model  # type: ignore[method-assign]
    try:
        with _swapped_models_kept_in_mind():
            yield
    finally:
        ProjectState.add_model, ProjectState.add_field, ProjectState.reload_model = added, given, reloaded  # type: ignore[method-assign]


class Command(migrate.Command):
    def get_check_kwargs(self, options: dict[str, Any]) -> dict[Any, Any]:
        """Without the checks of the database, which hold once it is migrated and for the application's role."""
        kwargs: dict[Any, Any] = dict(super().get_check_kwargs(options))
        return kwargs | {"databases": []}

    def handle(self, *words: Any, **options: Any) -> None:
        # A named migration may be one to go back to.
        with nullcontext() if options["app_label"] else _each_model_made_alone():
            self._migrate(*words, **options)

    def _migrate(self, *words: Any, **options: Any) -> None:
        alias = options["database"]
        given = connections.databases[alias]
        if not settings.DATABASE_OWNER_URL:
            super().handle(*words, **options)
            return
        owner = environment.database(settings.DATABASE_OWNER_URL)
        connections[alias].close()
        del connections[alias]
        connections.databases[alias] = {**given, **owner, "NAME": given["NAME"]}
        try:
            super().handle(*words, **options)
        finally:
            connections[alias].close()
            del connections[alias]
            connections.databases[alias] = given
