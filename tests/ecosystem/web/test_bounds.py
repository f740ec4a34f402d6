"""What is too large is refused before anything of it is read, at every address that takes a file, by either server."""

from __future__ import annotations

import io
import json
from collections.abc import MutableMapping
from typing import Any
from uuid import uuid4

import pytest
from asgiref.sync import async_to_sync
from django.conf import settings
from django.core.asgi import get_asgi_application
from django.test import Client
from django.urls import resolve

from ecosystem.web.bounds import Bounded

pytestmark = pytest.mark.django_db
LENGTH, IN_PARTS, ONE = 200 * 1024 * 1024, "multipart/form-data; boundary=x", str(uuid4())
PAGES = [
    "/shop/goods/import/send/",
    "/shop/takings/send/",
    f"/shop/papers/{ONE}/licence/",
    f"/after-sale/orders/{ONE}/",
    f"/reviews/orders/{ONE}/",
    f"/shop/deliveries/{ONE}/fail/",
    f"/shop/orders/{ONE}/weigh/",
    "/bank/reconciliation/2026-11-02/upload/",
]
PROGRAMS = ["merchant-files/{}/papers", "quotations/{}/quote", "orders/{}/weigh", "deliveries/{}/fail"]


class Untouched(io.RawIOBase):
    """A body that nobody may read."""

    def readable(self) -> bool:
        return True

    def read(self, *_size: int) -> bytes:  # type: ignore[override]
        raise AssertionError("it was read")


def sent(address: str) -> Any:
    resolve(address)
    return Client().generic("POST", address, content_type=IN_PARTS, **{"wsgi.input": Untouched(), "CONTENT_LENGTH": str(LENGTH)})  # type: ignore[arg-type]


def test_two_hundred_megabytes_are_refused_unread_wherever_files_go() -> None:
    for address in PAGES:
        answer = sent(address)
        assert answer.status_code == 413, address
        assert "12 MB" in answer.content.decode()
    for address in PROGRAMS:
        answer = sent(f"/api/v1/{address.format(ONE)}")
        assert (answer.status_code, answer.json()["code"]) == (413, "body_too_large"), address


async def _over_asgi(app: Any, path: str, *, length: int | None, parts: int) -> tuple[list[MutableMapping[str, Any]], int]:
    """What the application answers to a body of so many megabytes, and how many of them it asked for."""
    asked, answers = 0, []
    headers = [(b"host", b"testserver"), (b"content-type", IN_PARTS.encode())]
    if length is not None:
        headers.append((b"content-length", str(length).encode()))
    scope = {"type": "http", "method": "POST", "path": path, "raw_path": path.encode(), "query_string": b"", "headers": headers}

    async def receive() -> MutableMapping[str, Any]:
        nonlocal asked
        asked += 1
        return {"type": "http.request", "body": b"x" * 1_048_576, "more_body": asked < parts}

    async def send(message: MutableMapping[str, Any]) -> None:
        answers.append(message)

    await app({**scope, "http_version": "1.1", "scheme": "http", "server": ("testserver", 80), "client": ("127.0.0.1", 1)}, receive, send)
    return answers, asked


@pytest.mark.parametrize(("length", "status"), [(LENGTH, 413), (None, None)])
def test_a_server_of_asgi_takes_no_more_than_that_either(length: int | None, status: int | None) -> None:
    """One that says how long it is, and one that is told piece by piece and does not end."""
    app = Bounded(get_asgi_application(), most=settings.UPLOAD_MAX_SIZE)
    answers, asked = async_to_sync(_over_asgi)(app, f"/api/v1/quotations/{ONE}/quote", length=length, parts=200)
    assert asked <= (0 if length else 13)
    assert [message["status"] for message in answers if message["type"] == "http.response.start"] == ([status] if status else [])
    if status:
        assert json.loads(answers[-1]["body"] or answers[-2]["body"])["code"] == "body_too_large"
