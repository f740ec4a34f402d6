"""What an open page hears, and who may open one."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Coroutine
from datetime import timedelta
from typing import Any, cast

import pytest
from asgiref.sync import async_to_sync, sync_to_async
from django.conf import settings
from django.db import transaction
from django.test import Client, TestCase

from ecosystem.identity.public import Membership, Person
from ecosystem.notices import live
from ecosystem.notices.herald import herald
from ecosystem.notices.live import EVERYTHING, SIGNED_OUT
from ecosystem.notices.public import nudge
from tests.cast import Corner, clerk, corner

from .socket_page import SocketPage

pytestmark = pytest.mark.django_db
OURS = b"http://testserver"
Story = Callable[[Corner], Coroutine[Any, Any, None]]


@pytest.fixture(autouse=True)
def one_connection(monkeypatch: pytest.MonkeyPatch) -> None:
    """The consumer shares the test's transaction, so it may not close its connection."""
    monkeypatch.setattr("channels.db.close_old_connections", lambda: None)


def signed_in(person: Person) -> Client:
    client = Client()
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    return client


def page_of(client: Client, origin: bytes | None = OURS, *, query: bytes = b"") -> SocketPage:
    cookie = client.cookies.get(settings.SESSION_COOKIE_NAME)
    headers = [(b"cookie", f"{settings.SESSION_COOKIE_NAME}={cookie.value}".encode())] if cookie else []
    if origin is not None:
        headers.append((b"origin", origin))
    return SocketPage(headers, query)


def tell(*told: tuple[Any, str]) -> None:
    with TestCase.captureOnCommitCallbacks(execute=True), transaction.atomic():
        for party_id, what in told:
            nudge([party_id], what)


def play(story: Story) -> None:
    town = corner()

    async def told() -> None:
        herald.speak_on(asyncio.get_running_loop())
        await story(town)

    async_to_sync(told)()


def test_a_keeper_and_a_buyer_hear_of_their_own_parties_only() -> None:
    async def story(town: Corner) -> None:
        helper = await sync_to_async(clerk)(town.shop)
        pages = {}
        for who in (town.owner, helper, town.resident, town.rival):
            pages[who] = page_of(await sync_to_async(signed_in)(who))
            connected = await pages[who].connect()
            assert connected
        await sync_to_async(tell)((town.shop.party_id, "orders"), (town.resident.party_id, "orders"))
        for who in (town.owner, helper, town.resident):
            assert await pages[who].hears() == {"changed": "orders"}
            assert await pages[who].receive_nothing(0.05)
        assert await pages[town.rival].receive_nothing(0.2)
        for page in pages.values():
            await page.leave()

    play(story)


def test_what_changed_between_the_reading_of_a_page_and_its_connection_is_not_missed() -> None:
    async def story(town: Corner) -> None:
        keeper = await sync_to_async(signed_in)(town.owner)
        first = page_of(keeper)
        await first.connect()
        await sync_to_async(tell)((town.shop.party_id, "orders"))
        assert await first.hears() == {"changed": "orders"}
        slow = page_of(keeper, query=b"ago=60000")
        await slow.connect()
        assert await slow.hears() == {"changed": EVERYTHING}
        slower_than_is_known = page_of(await sync_to_async(signed_in)(town.rival), query=b"ago=120000")
        await slower_than_is_known.connect()
        assert await slower_than_is_known.hears() == {"changed": EVERYTHING}
        others = [(keeper, b"ago=0"), (keeper, b""), (keeper, b"ago=-1&x"), (keeper, b"ago=\xb2"), (keeper, b"ago=" + b"9" * 10)]
        others.append((await sync_to_async(signed_in)(town.rival), b"ago=60000"))
        for client, query in others:
            page = page_of(client, query=query)
            await page.connect()
            assert await page.receive_nothing(0.05), query

    play(story)


@pytest.mark.parametrize("origin", [b"https://elsewhere.example", None])
def test_a_page_of_a_foreign_origin_is_refused(origin: bytes | None) -> None:
    async def story(town: Corner) -> None:
        connected = await page_of(await sync_to_async(signed_in)(town.owner), origin).connect()
        assert not connected

    play(story)


def test_a_visitor_hears_nothing() -> None:
    async def story(town: Corner) -> None:
        connected = await page_of(Client()).connect()
        assert not connected

    play(story)


def test_signing_out_closes_the_page_within_two_seconds() -> None:
    async def story(town: Corner) -> None:
        client = await sync_to_async(signed_in)(town.owner)
        page = page_of(client)
        await page.connect()
        await sync_to_async(client.logout)()
        closed = await page.receive_output(timeout=2.5)
        assert closed == {"type": "websocket.close", "code": SIGNED_OUT}

    play(story)


def test_a_page_that_comes_while_others_are_looked_at_is_not_taken_for_signed_out(monkeypatch: pytest.MonkeyPatch) -> None:
    closed: list[str] = []
    asked, answered = threading.Event(), threading.Event()

    class Page:
        def __init__(self, session_key: str) -> None:
            self.session_key = session_key

        async def close(self, code: int) -> None:
            closed.append(self.session_key)

    def standing(keys: set[str]) -> set[str]:
        asked.set()
        answered.wait(5)
        return keys - {"gone"}

    monkeypatch.setattr(live, "LOOK_EVERY_S", 0.01)
    monkeypatch.setattr(live, "standing_sessions", standing)

    async def told() -> None:
        watch, pages = live.Watch(), {key: Page(key) for key in ("here", "gone", "new")}
        watch.join(cast(live.Live, pages["here"]))
        watch.join(cast(live.Live, pages["gone"]))
        while not asked.is_set():
            await asyncio.sleep(0.01)
        watch.join(cast(live.Live, pages["new"]))
        answered.set()
        while not closed:
            await asyncio.sleep(0.01)
        for page in pages.values():
            watch.leave(cast(live.Live, page))

    asyncio.run(told())
    assert set(closed) == {"gone"}


def test_a_role_that_has_ended_is_not_heard_of_again() -> None:
    async def story(town: Corner) -> None:
        held = Membership.objects.filter(person=town.owner)
        await sync_to_async(lambda: held.update(ended_at=held[0].since + timedelta(days=1)))()
        page = page_of(await sync_to_async(signed_in)(town.owner))
        await page.connect()
        await sync_to_async(tell)((town.shop.party_id, "orders"))
        assert await page.receive_nothing(0.2)
        await page.leave()

    play(story)


def test_a_nudge_waits_for_the_commit() -> None:
    async def story(town: Corner) -> None:
        page = page_of(await sync_to_async(signed_in)(town.resident))
        await page.connect()

        def undone() -> None:
            with TestCase.captureOnCommitCallbacks(execute=True), transaction.atomic():
                nudge([town.resident.party_id], "orders")
                transaction.set_rollback(True)

        await sync_to_async(undone)()
        assert await page.receive_nothing(0.2)
        await page.leave()

    play(story)


def test_what_a_page_says_is_ignored() -> None:
    async def story(town: Corner) -> None:
        page = page_of(await sync_to_async(signed_in)(town.resident))
        await page.connect()
        await page.says(text="{not json")
        await page.says(bytes=b"\x00")
        await sync_to_async(tell)((town.resident.party_id, "basket"))
        assert await page.hears() == {"changed": "basket"}
        await page.leave()

    play(story)
