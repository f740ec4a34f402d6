"""The database of the tests: migrated once by the owner into a template, used as the app's role.

Ordinary tests roll back. Tests that must really commit (races, feed readers, append-only
tables) take ``committed``; the owner then puts their database back as it was made.
"""

from __future__ import annotations

import gc
import gettext
import importlib
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import transaction
from django.test.signals import setting_changed
from django.utils import translation
from hypothesis import settings as hypothesis_settings

from ecosystem.design import translations
from tests import databases, pristine, sessions
from tests.embedded import lend_servers

lend_servers()
sessions.keep()
# Until all is collected: see ``pytest_collection_finish``.
gc.disable()
# A busy machine is no counterexample: pytest's own time-out ends what hangs.
hypothesis_settings.register_profile("suite", deadline=None)
hypothesis_settings.load_profile("suite")


def _make_what_is_not_in_the_tree() -> None:
    """The compiled words, and the folder of collected files."""
    settings.STATIC_ROOT.mkdir(parents=True, exist_ok=True)
    compiled = [translations.compile_wing(path.parent, only_stale=True) for path in settings.LOCALE_PATHS]
    if any(compiled):
        # Django has been set up by now and reads a language once: what it read stays English. Python keeps each file that it read.
        gettext._translations.clear()  # type: ignore[attr-defined]
        setting_changed.send(sender=None, setting="LOCALE_PATHS", value=settings.LOCALE_PATHS, enter=True)


_make_what_is_not_in_the_tree()


@pytest.fixture(autouse=True)
def _own_language() -> None:
    """A page that an earlier test asked for leaves its reader's language behind in this thread."""
    translation.activate(settings.LANGUAGE_CODE)


@pytest.fixture(scope="session")
def django_db_setup(request: pytest.FixtureRequest, django_db_blocker: pytest.FixtureRequest) -> Iterator[str]:
    worker = os.environ.get("PYTEST_XDIST_WORKER", "solo")
    name = f"twin_test_{databases.SUFFIX}_{worker}"
    with django_db_blocker.unblock():  # type: ignore[attr-defined]
        databases.build_template()
        databases.recreate(name, databases.TEMPLATE)
        pristine.remember(name)
        databases.use(name)
    yield name
    with django_db_blocker.unblock():  # type: ignore[attr-defined]
        databases.hang_up()
        databases.drop(name)


@pytest.hookimpl(trylast=True)
def pytest_configure(config: pytest.Config) -> None:
    """Under xdist the controller migrates, once, while its workers collect; the first of them that needs a database waits for it."""
    if getattr(config.option, "numprocesses", None) and not hasattr(config, "workerinput"):
        import django
        from pytest_django.plugin import blocking_manager_key

        django.setup()
        gc.enable()
        threading.Thread(target=_migrate, args=(config.stash[blocking_manager_key],), name="migrating", daemon=True).start()


def _migrate(blocker: Any) -> None:
    with blocker.unblock():
        databases.build_template()


@pytest.hookimpl(tryfirst=True)
def pytest_collection(session: pytest.Session) -> None:
    """Each worker imports the files of tests from another one on, so that of a fresh clone each is compiled by one of them alone and not
    by all at once. What can't be imported is told where it is collected.
    """
    told = getattr(session.config, "workerinput", None)
    if told:
        files = sorted(file.resolve() for asked in session.config.args for file in Path(asked.partition("::")[0]).rglob("test_*.py"))
        begin = len(files) * int(told["workerid"].removeprefix("gw")) // told["workercount"]
        for file in files[begin:] + files[:begin]:
            with suppress(Exception, pytest.skip.Exception):
                importlib.import_module(".".join(file.relative_to(databases.ROOT).with_suffix("").parts))


# Minutes each: begun last, they would keep one worker busy while the others have nothing left. The demo has gone before the second
# language begins, since a whole demo and two browsers at once need more memory than two of the three. xdist reserves the next file for
# a worker that has two tests left, so a short one stands where the screens of a language would reserve it.
LONGEST = (
    "tests/journeys/test_screens_en",
    "tests/ecosystem/stack/test_demo",
    "tests/residents/town/test_history",
    "tests/journeys/test_weeks",
    "tests/residents/town",
    "tests/journeys/test_crash",
    "tests/journeys/test_screens_zh",
    "tests/ecosystem/stack",
    "tests/journeys",
    "tests/merchants/till",
    "tests/races",
)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The longest files first, and what waits beside what computes; otherwise the order of the tree."""
    items.sort(key=lambda item: next((place for place, start in enumerate(LONGEST) if item.nodeid.startswith(start)), len(LONGEST)))


def pytest_collection_finish() -> None:
    """What was loaded and collected stays to the end: it need not be looked through for rubbish again and again."""
    gc.enable()
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)


def pytest_sessionfinish() -> None:
    """Libraries that count what is left of them when Python ends must see it go."""
    gc.unfreeze()


@pytest.fixture(scope="module")
def common_ground(django_db_setup: str, django_db_blocker: pytest.FixtureRequest) -> Iterator[None]:
    """For a file whose tests all begin with the same town: what a fixture of the whole file makes upon this stands for each of
    them, and what each test does to it is rolled back. Not beside ``committed``."""
    ground = transaction.atomic()
    # As in Django's own test case: verbs that insist on the outermost block take this for none.
    ground._from_testcase = True  # type: ignore[attr-defined]
    with django_db_blocker.unblock(), ground:  # type: ignore[attr-defined]
        translation.activate(settings.LANGUAGE_CODE)
        yield
        transaction.set_rollback(True)


@contextmanager
def _kept(name: str, blocker: Any) -> Iterator[str]:
    with blocker.unblock():
        yield name
        databases.hang_up()
        pristine.restore(name)


@pytest.fixture
def committed(django_db_setup: str, django_db_blocker: pytest.FixtureRequest) -> Iterator[str]:
    """A database in which everything really commits; put back as it was made afterwards."""
    with _kept(django_db_setup, django_db_blocker) as name:
        yield name


@pytest.fixture(scope="module")
def committed_throughout(django_db_setup: str, django_db_blocker: pytest.FixtureRequest) -> Iterator[str]:
    """As ``committed``, one for all tests of a file: each makes what it needs beside what the others left."""
    with _kept(django_db_setup, django_db_blocker) as name:
        yield name
