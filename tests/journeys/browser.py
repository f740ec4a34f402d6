"""A real browser before a real server: one process serves pages and WebSockets, and every complaint of a page is kept."""

from __future__ import annotations

import shutil
import socket
import threading
import time
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import uvicorn
from axe_playwright_python.base import AXE_SCRIPT
from channels.routing import ProtocolTypeRouter
from django.conf import settings
from django.core.asgi import get_asgi_application
from django.core.handlers.asgi import ASGIHandler
from django.db import connections
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Error, Page, expect, sync_playwright

from ecosystem.identity.public import Person
from ecosystem.notices.live import sockets
from ecosystem.stack.bootstrap import BROWSERS, FONTS

CHROMIUM = next((Path(found) for found in map(shutil.which, BROWSERS) if found), None)
FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    # A window begins blank and then shows a page: that needs one process and not two.
    "--renderer-process-limit=1",
    # A page is looked at for a second: what would make its code fast later, and threads that sweep after it, cost more than they save.
    "--js-flags=--no-opt --no-maglev --single-threaded-gc",
]
# Beside the pages, as a file of theirs: a browser keeps what it made of it, and need not be handed half a megabyte a page.
AXE = "/axe.js"
PATIENCE_MS = 60_000
# The page itself tells what its policy refused, and where; without this a refusal may be shown nowhere, or be blamed on the page that was
# opened next.
WATCH = """document.addEventListener('securitypolicyviolation', e => console.error(
  `CSP refused ${e.violatedDirective} ${e.blockedURI} of ${e.documentURI} by ${e.sourceFile}:${e.lineNumber} ${e.sample}`));"""
# We block it, so that no page comes out of its store.
BLOCKED = "Service Worker registration blocked by Playwright"
# A loaded machine is slow, not wrong.
expect.set_options(timeout=20_000)
PHONE, DESKTOP = (390, 844), (1280, 800)


class Pages:
    """The pages, and beside them the program that hears them; each address that was answered is noted."""

    def __init__(self, pages: ASGIHandler) -> None:
        self.pages, self.answered = pages, list[tuple[int, str]]()
        # A story's day may lie far behind the browser's: for a shorter time the program would be stale when it comes.
        kept = b"max-age=%d, immutable" % settings.WHITENOISE_MAX_AGE
        self.headers = [(b"content-type", b"text/javascript; charset=utf-8"), (b"cache-control", kept)]

    async def __call__(self, scope: dict[str, Any], receive: Callable[..., Any], send: Callable[..., Awaitable[None]]) -> None:
        async def noted(message: dict[str, Any]) -> None:
            if message["type"] == "http.response.start":
                self.answered.append((message["status"], scope["path"]))
            await send(message)

        if scope["path"] != AXE:
            await self.pages(scope, receive, noted)
            return
        await send({"type": "http.response.start", "status": 200, "headers": self.headers})
        await send({"type": "http.response.body", "body": AXE_SCRIPT.encode()})


class Site:
    """The whole application on a port of its own, in a thread of this process."""

    def __init__(self) -> None:
        pages = Pages(get_asgi_application())
        self.answered = pages.answered
        application = ProtocolTypeRouter({"http": pages, "websocket": sockets})
        self.socket = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self.socket.getsockname()[1]}"
        self.server = uvicorn.Server(uvicorn.Config(application, lifespan="off", log_level="warning", timeout_graceful_shutdown=2))
        self.thread = threading.Thread(target=self.server.run, kwargs={"sockets": [self.socket]}, daemon=True)

    def start(self) -> None:
        self.thread.start()
        until = time.monotonic() + 60
        while not self.server.started:
            assert time.monotonic() < until, "the server did not start"
            time.sleep(0.05)

    def stop(self) -> None:
        self.server.should_exit = True
        self.thread.join(30)
        self.socket.close()


class Visitor:
    """Somebody at a window of her own; what her pages complain of is kept in ``faults``."""

    def __init__(self, site: Site, context: BrowserContext) -> None:
        self.site, self.context = site, context
        self.faults: list[str] = []
        self.page: Page = context.new_page()
        self.page.on("console", self._said)
        self.page.on("pageerror", lambda error: self.faults.append(f"{self.page.url}: {error}"))

    def open(self, path: str) -> Page:
        try:
            answer = self.page.goto(self.site.url + path)
        except Error as fault:
            # What was pressed last may still be on its way somewhere, and is let arrive.
            if "interrupted by another navigation" not in fault.message:
                raise
            self.page.wait_for_load_state()
            answer = self.page.goto(self.site.url + path)
        assert answer is not None, path
        assert answer.ok, f"{path}: {answer.status}"
        return self.page

    def wider_than_window(self) -> int:
        """By how many pixels the page is wider than what is seen of it."""
        # A window that was just resized is laid out anew with its next frames.
        self.page.evaluate("() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")
        return int(self.page.evaluate("document.documentElement.scrollWidth - window.innerWidth"))

    def _said(self, message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"} and BLOCKED not in message.text:
            # A browser complains of each answer that refuses, whatever asked for it.
            self.faults.append(f"{self.page.url}: {message.text} {message.location['url']}")


class Door:
    """Lets people in, in their language, with a window of their size."""

    def __init__(self, browser: Browser, site: Site) -> None:
        self.browser, self.site = browser, site
        self.contexts: list[BrowserContext] = []

    def enter(self, who: Person | None, language: str, *, size: tuple[int, int] = PHONE, workers: str = "block", **more: Any) -> Visitor:
        context = self.browser.new_context(
            viewport={"width": size[0], "height": size[1]},
            locale="en-GB" if language == "en" else "zh-CN",
            timezone_id="Asia/Shanghai",
            reduced_motion="reduce",
            service_workers=workers,
            **more,
        )
        context.set_default_timeout(PATIENCE_MS)
        context.add_init_script(WATCH)
        cookies = [{"name": "django_language", "value": language, "url": self.site.url}]
        if who is not None:
            client = Client()
            client.force_login(who, backend="django.contrib.auth.backends.ModelBackend")
            cookies.append({"name": "sessionid", "value": client.cookies["sessionid"].value, "url": self.site.url})
        context.add_cookies(cookies)  # type: ignore[arg-type]
        self.contexts.append(context)
        return Visitor(self.site, context)

    def close(self) -> None:
        for context in self.contexts:
            context.close()


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    if CHROMIUM is None:
        pytest.skip(f"no browser: apt-get install {BROWSERS[0]} {FONTS}")
    # Playwright keeps an event loop in this thread, which Django takes for a reason not to touch the database.
    with pytest.MonkeyPatch.context() as patch, sync_playwright() as play:
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
        browser = play.chromium.launch(executable_path=str(CHROMIUM), args=FLAGS, timeout=PATIENCE_MS)
        yield browser
        browser.close()


@pytest.fixture
def site(committed: str) -> Iterator[Site]:
    site = Site()
    site.start()
    yield site
    site.stop()
    connections.close_all()


@pytest.fixture
def door(chromium: Browser, site: Site) -> Iterator[Door]:
    door = Door(chromium, site)
    yield door
    door.close()
