"""/healthz says 200 only when everything answers, and names what does not."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import pytest
import redis
from django.test import Client, override_settings

from ecosystem.environment import broker
from ecosystem.stack import heartbeat, views
from ecosystem.stack.beat import HEARTBEAT
from ecosystem.stack.children import wait_until
from ecosystem.stack.places import REPOSITORY
from ecosystem.stack.tasks import EVERY, say_that_a_worker_lives
from tests.ecosystem.stack.conftest import Running

ALL_OK = {"database": "ok", "broker": "ok", "worker": "ok", "beat": "ok"}


@pytest.fixture(autouse=True)
def _signs_of_this_test(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Keys of our own in the shared Valkey, and no client kept from an earlier address."""
    heartbeat._client.cache_clear()
    monkeypatch.setattr(heartbeat, "_key", lambda part: f"twin:test:{os.getpid()}:{part}")
    yield
    heartbeat._client.cache_clear()


def _ask(client: Client) -> tuple[int, dict[str, Any]]:
    answer = client.get("/healthz")
    return answer.status_code, answer.json()


@pytest.mark.django_db
def test_all_parts_answer(client: Client) -> None:
    heartbeat.live("beat")
    say_that_a_worker_lives()
    assert _ask(client) == (200, {"ok": True, "parts": ALL_OK})


@pytest.mark.django_db
def test_a_silent_worker_is_named(client: Client) -> None:
    heartbeat._client().delete(heartbeat._key("worker"))
    heartbeat.live("beat")
    assert _ask(client) == (503, {"ok": False, "parts": {**ALL_OK, "worker": views.SILENT}})


@pytest.mark.django_db
def test_without_beat_nobody_knows_of_the_worker(client: Client) -> None:
    heartbeat._client().delete(heartbeat._key("worker"), heartbeat._key("beat"))
    assert _ask(client) == (503, {"ok": False, "parts": {**ALL_OK, "worker": views.UNASKED, "beat": views.SILENT}})


@pytest.mark.django_db
def test_a_silent_broker_is_named(client: Client) -> None:
    with override_settings(REDIS_URL="redis://127.0.0.1:9/0"):
        status, body = _ask(client)
    assert status == 503
    assert body["parts"] == {"database": "ok", "broker": views.SILENT, "worker": views.UNKNOWN, "beat": views.UNKNOWN}


@pytest.mark.django_db
def test_a_silent_database_is_named(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    heartbeat.live("beat")
    heartbeat.live("worker")
    monkeypatch.setattr(views.connection, "get_connection_params", lambda: {"host": "/nowhere", "dbname": "twin"})
    assert _ask(client) == (503, {"ok": False, "parts": {**ALL_OK, "database": views.SILENT}})


@pytest.mark.django_db
def test_signs_of_life_fade(client: Client) -> None:
    heartbeat.live("beat")
    assert 0 < heartbeat._client().ttl(heartbeat._key("beat")) <= heartbeat.FORGOTTEN_AFTER  # type: ignore[operator]


@pytest.mark.django_db
def test_only_looking_is_allowed(client: Client) -> None:
    assert client.post("/healthz").status_code == 405


def test_beat_asks_a_worker_often_enough() -> None:
    assert say_that_a_worker_lives.name == HEARTBEAT
    assert EVERY[HEARTBEAT] * 3 <= heartbeat.FORGOTTEN_AFTER


@pytest.mark.parametrize(
    ("given", "told"),
    [("redis://127.0.0.1:6379/0", "redis://127.0.0.1:6379/0"), ("unix:///run/valkey.sock?db=3", "redis+socket:///run/valkey.sock?virtual_host=3")],
)
def test_celery_is_told_a_socket_in_its_own_words(given: str, told: str) -> None:
    assert broker(given) == told


@pytest.mark.stack
def test_a_real_beat_and_worker_give_their_signs(running: Running, django_db_setup: str) -> None:
    """Beat sends, the broker carries, the worker runs: over the socket, as the demo does."""
    url = running.valkey.url()
    database = urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{django_db_setup}").geturl()
    environ = {
        **os.environ,
        "DATABASE_URL": database,
        "REDIS_URL": url,
        "DEMO_MODE": "1",
        "SECRET_KEY": "k" * 50,
        "DJANGO_SETTINGS_MODULE": "ecosystem.settings",
    }
    celery = [sys.executable, "-m", "celery", "-A", "ecosystem.celery"]
    log = running.state.log("celery").open("ab")
    started = [
        subprocess.Popen([*celery, *words], cwd=REPOSITORY, env=environ, stdout=log, stderr=log)
        for words in (["worker", "--pool", "solo"], ["beat", "--schedule", str(running.state.folder / "beat"), "--pidfile="])
    ]
    try:
        with redis.Redis.from_url(url) as valkey:
            assert wait_until(lambda: valkey.exists("twin:lives:worker", "twin:lives:beat") == 2, seconds=90, every=0.2), running.state.log(
                "celery"
            ).read_text()
    finally:
        for process in started:
            process.terminate()
            process.wait()
        log.close()
