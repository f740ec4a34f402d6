"""Telephones of the day's people, and the book of what was asked over them. A refusal is an answer; what is neither is a fault."""

from __future__ import annotations

import http.client
import json
import threading
import time
from collections import Counter
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

from tests.bench._served import TOKEN, Caller

REFUSALS = (409, 422)


@dataclass
class Book:
    """What was done, refused and went wrong, and how long each request took, in milliseconds."""

    done: Counter[str] = field(default_factory=Counter)
    refused: Counter[str] = field(default_factory=Counter)
    faults: list[str] = field(default_factory=list)
    wrong: Counter[str] = field(default_factory=Counter)
    took: dict[str, list[float]] = field(default_factory=dict)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def note(self, act: str, ms: float, status: int, body: bytes) -> None:
        with self.lock:
            self.took.setdefault(act, []).append(ms)
            if status < 400:
                self.done[act] += 1
            elif status in REFUSALS:
                self.refused[f"{act} {json.loads(body)['code']}"] += 1
            else:
                self.wrong[act] += 1
                self.faults.append(f"{act}: {status} {body[:300]!r}")


class Line:
    """Somebody's telephone: one connection, one request at a time; a line that was hung up is dialled again, under the same key."""

    def __init__(self, port: int, cookie: str, book: Book) -> None:
        self.caller, self.book, self.lock = Caller(port, cookie), book, threading.Lock()

    def ask(self, act: str, method: str, path: str, body: object = None) -> Any:
        """What came back, or ``None`` where it was refused or came empty."""
        return self._told(act, method, f"/api/v1/{path}", None if body is None else json.dumps(body), {})

    def page(self, act: str, path: str) -> None:
        self._told(act, "GET", path, None, {"Accept": "text/html"})

    def press(self, act: str, path: str, form: str) -> None:
        headers = {"Content-Type": "application/x-www-form-urlencoded", "Accept": "text/html"}
        self._told(act, "POST", path, f"csrfmiddlewaretoken={TOKEN}&{form}", headers)

    def send(self, act: str, path: str, body: bytes, kind: str) -> None:
        self._told(act, "POST", path, body, {"Content-Type": kind})

    def _told(self, act: str, method: str, path: str, body: str | bytes | None, headers: dict[str, str]) -> Any:
        headers = {"Idempotency-Key": uuid4().hex, **headers}
        with self.lock:
            began = time.perf_counter()
            try:
                status, text = self.caller.send(method, path, body, **headers)
            except (http.client.HTTPException, OSError):
                self.caller.line.close()
                status, text = self.caller.send(method, path, body, **headers)
            self.book.note(act, (time.perf_counter() - began) * 1000, status, text)
        return json.loads(text) if status < 300 and text[:1] in (b"{", b"[") else None
