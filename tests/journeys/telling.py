"""Somebody at her window, spoken to in the words of her language, whichever that is; and what is seen there."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.utils import translation
from django.utils.translation import gettext, ngettext
from playwright.sync_api import Locator, Page, expect

from ecosystem.identity.public import Person
from tests.journeys.browser import PHONE, Door

NARROW = (320, 640)
SHOTS = os.environ.get("TWIN_SHOTS", "")
SETTLED = "() => !document.querySelector('.skeleton, .htmx-request, .htmx-settling, [data-busy]')"
# What a refused request and a cable that was pulled leave in the console.
EXPECTED = re.compile(r"\b(409|422)\b|ERR_INTERNET_DISCONNECTED|WebSocket")


class Teller:
    """One person's window. Names of fields and buttons are given as their msgid and asked for as she reads them."""

    def __init__(self, door: Door, who: Person | None, language: str, size: tuple[int, int], **more: Any) -> None:
        self.language, self.size = language, size
        self.visitor = door.enter(who, language, size=size, **more)

    @property
    def page(self) -> Page:
        return self.visitor.page

    def open(self, path: str) -> Page:
        return self.visitor.open(path)

    def word(self, msgid: str, *, many: tuple[str, int] | None = None, **values: Any) -> str:
        """As her page says it; ``many`` is the plural's msgid and how many."""
        with translation.override(self.language):
            text = ngettext(msgid, *many) if many else gettext(msgid)
        return text % values if values else text

    def button(self, msgid: str, **values: Any) -> Locator:
        return self.page.get_by_role("button", name=self.word(msgid, **values), exact=True)

    def press(self, msgid: str, **values: Any) -> None:
        # A form is carried by a script, which a page that is still coming does not have yet.
        self.page.wait_for_selector("html[data-carries-forms]", state="attached")
        self.button(msgid, **values).first.click()

    def follow(self, msgid: str, **values: Any) -> None:
        self.page.get_by_role("link", name=self.word(msgid, **values), exact=True).first.click()

    def unfold(self, msgid: str) -> None:
        self.page.locator("summary", has_text=self.word(msgid)).first.click()

    def field(self, msgid: str, **values: Any) -> Locator:
        return self.page.get_by_label(self.word(msgid, **values), exact=True).first

    def fill(self, msgid: str, text: str, **values: Any) -> None:
        self.field(msgid, **values).fill(text)

    def reads(self, msgid: str, **values: Any) -> None:
        """The words are on the page, or come to it without her doing anything."""
        self.page.get_by_text(self.word(msgid, **values)).first.wait_for()

    @contextmanager
    def refused(self, code: str, *kept: Locator) -> Iterator[None]:
        """What is done in here is refused under this code; what stands in the fields stays there, and the page too."""
        where, typed = self.page.url, [field.input_value() for field in kept]
        yield
        note = self.page.locator(".toast-note[data-tone=bad]", has_text=code)
        expect(note).to_be_visible()
        assert [field.input_value() for field in kept] == typed
        assert self.page.url == where
        note.locator("[data-close]").click()

    @contextmanager
    def met(self, code: str, *kept: Locator) -> Iterator[None]:
        """Somebody was quicker: the page shows what is there now, and what she typed stands where she typed it."""
        typed = [field.input_value() for field in kept]
        yield
        expect(self.page.locator(f"[data-conflict={code}]")).to_be_in_viewport()
        assert [field.input_value() for field in kept] == typed

    def slow(self, latency_ms: int) -> None:
        """Each answer takes so much longer to come."""
        network = {"offline": False, "latency": latency_ms, "downloadThroughput": -1, "uploadThroughput": -1}
        self.visitor.context.new_cdp_session(self.page).send("Network.emulateNetworkConditions", network)

    def shot(self, name: str) -> None:
        """No page is wider than its window, or than the narrowest phone's; its picture is kept for whoever wants to look."""
        self.page.wait_for_function(SETTLED)
        if SHOTS:
            look = f"{self.language[:2]}-{'phone' if self.size == PHONE else 'desktop'}"
            self.page.screenshot(path=f"{SHOTS}/{name}-{look}.png", full_page=True)
        wide = [self.visitor.wider_than_window()]
        if self.size == PHONE:
            self.page.set_viewport_size({"width": NARROW[0], "height": NARROW[1]})
            wide.append(self.visitor.wider_than_window())
            self.page.set_viewport_size({"width": self.size[0], "height": self.size[1]})
        assert max(wide) <= 0, (name, wide)

    @property
    def faults(self) -> list[str]:
        """What her pages complained of, less what was meant to be refused."""
        return [fault for fault in self.visitor.faults if not EXPECTED.search(fault)]
