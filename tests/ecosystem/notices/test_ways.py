"""How people are told outside the page: by the ways they chose, once, at hours that they allow, and whoever is silent or gone is passed over."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from django.db import transaction
from django.test import Client
from django.utils import translation
from pytest_django import Settings

from ecosystem.identity.public import Person
from ecosystem.kernel.actor import VISITOR
from ecosystem.kernel.base64url import encode
from ecosystem.kernel.errors import Unauthenticated
from ecosystem.notices import ways
from ecosystem.notices.actions import mark_read
from ecosystem.notices.errors import BadDevice, BadQuietHours
from ecosystem.notices.messaging import MOST_TRIES, send_templates, send_texts
from ecosystem.notices.models import Device, Message, QuietHours, Wish
from ecosystem.notices.public import SMS, alarm, notify
from ecosystem.notices.pushing import HttpPush, NotAPushService, require_known_host, send_pushes
from ecosystem.notices.quiet import Quiet
from ecosystem.notices.rules import SENTENCES
from ecosystem.notices.simulated_texts import SimulatedTexts
from ecosystem.notices.simulated_words import MOODS, SimulatedWeChat
from ecosystem.notices.spreading import spread_notices
from ecosystem.notices.topics import CHANNELS, TOPICS, URGENT, topic_of, version_of
from ecosystem.notices.webpush import public_bytes, server_key
from tests import cast
from tests.breaching import again, changed
from tests.cast import MORNING, actor
from tests.ecosystem.notices.push_service import Browser, PushServer
from tests.merchants.staff.cast import branch, hired
from tests.trading import Api

pytestmark = pytest.mark.django_db
NIGHT = datetime(2026, 11, 3, 15, 0, tzinfo=UTC)
SEVEN = datetime(2026, 11, 3, 23, 0, tzinfo=UTC)
WORDING = Path(__file__).with_name("wording.txt")


@pytest.fixture(scope="module")
def lone_server() -> Iterator[PushServer]:
    server = PushServer()
    yield server
    server.stop()


@pytest.fixture
def server(lone_server: PushServer, settings: Settings) -> PushServer:
    settings.PUSH_ORIGINS = [lone_server.origin]
    return lone_server


def tell(person: Person, kind: str = "tab_reminder", key: str = "e/1", at: datetime = MORNING, **values: Any) -> None:
    with transaction.atomic():
        notify(person.party_id, kind, key, {"shop": "Corner", "amount_minor": 1240, "number": "A12", "name": "Milk", **values}, at=at)


def chosen(person: Person, **topics: list[str]) -> None:
    """By these ways and no others."""
    wants = {(topic, channel): channel in channels for topic, channels in topics.items() for channel in CHANNELS}
    ways.set_ways(wants=wants, quiet=None, by=actor(person), at=MORNING)


def let_in(person: Person, server: PushServer, name: str = "") -> tuple[Browser, Client]:
    """A browser in which she is signed in and pressed the button."""
    name = name or uuid4().hex
    window, browser = Client(), server.browser(name)
    window.force_login(person)
    assert window.post("/notices/devices/", {"endpoint": server.address(name), **browser.keys}).status_code == 204
    return browser, window


def test_a_device_is_woken_once_an_event_in_its_persons_language(server: PushServer) -> None:
    person = cast.person("reader")
    browser, _window = let_in(person, server)
    tell(person)
    tell(person)
    assert [spread_notices(at=MORNING), spread_notices(at=MORNING)] == [1, 0]
    assert send_pushes(service=HttpPush(), at=MORNING) == 1
    assert send_pushes(service=HttpPush(), at=MORNING) == 0
    assert [(told["tag"], told["page"]) for told in browser.told] == [("e/1", "/tabs/")]
    assert "12.40" in browser.told[0]["body"] and "Corner" in browser.told[0]["body"]
    (sender,) = browser.senders
    assert (sender["aud"], sender["k"], sender["urgency"], sender["ttl"]) == (server.origin, encode(public_bytes(server_key())), "normal", "3600")
    assert 0 < sender["exp"] - MORNING.timestamp() <= 24 * 3600
    Person.objects.filter(pk=person.pk).update(language="en")
    tell(person, "payment_failed", "e/2")
    spread_notices(at=MORNING)
    send_pushes(service=HttpPush(), at=MORNING)
    assert browser.told[1]["body"].startswith("The payment of ¥12.40") and browser.senders[1]["urgency"] == "high"


def test_a_device_that_is_gone_or_signed_out_is_forgotten_and_the_next_way_takes_over(server: PushServer) -> None:
    person = cast.person("reader")
    chosen(person, money=["push", "wechat"])
    gone, _window = let_in(person, server)
    other, window = let_in(person, server)
    gone.answer = 410
    tell(person)
    assert spread_notices(at=MORNING) == 1
    assert send_pushes(service=HttpPush(), at=MORNING) == 1
    assert (len(other.told), Device.objects.count()) == (1, 1)
    window.post("/accounts/logout/")
    tell(person, key="e/2")
    spread_notices(at=MORNING)
    assert (send_pushes(service=HttpPush(), at=MORNING), Device.objects.count(), len(other.told)) == (0, 0, 1)
    assert Message.objects.filter(key="e/2").values_list("channel", "later", "status").get() == ("wechat", [], "waiting")
    wechat = SimulatedWeChat("prompt")
    assert send_templates(gateway=wechat, at=MORNING) == 1
    assert [template for template, _words in wechat.delivered.values()] == [f"tab_reminder.v{version_of('tab_reminder')}"]


@pytest.mark.parametrize("answer", [500, 429])
def test_a_push_service_that_is_down_is_tried_again_and_a_redirect_is_not_followed(server: PushServer, answer: int) -> None:
    person = cast.person("reader")
    browser, _window = let_in(person, server)
    browser.answer = answer
    tell(person)
    spread_notices(at=MORNING)
    assert send_pushes(service=HttpPush(), at=MORNING) == 0
    browser.answer = 201
    assert send_pushes(service=HttpPush(), at=MORNING + timedelta(minutes=1)) == 1
    browser.answer = 307
    tell(person, key="e/2")
    spread_notices(at=MORNING)
    assert send_pushes(service=HttpPush(), at=MORNING) == 0
    assert Message.objects.get(key="e/2").status == "given_up"


@pytest.mark.parametrize("mood", sorted(set(MOODS)))
def test_wechat_at_its_worst_tells_once_or_lets_the_text_message_take_over(mood: str) -> None:
    person = cast.person("reader")
    chosen(person, money=["wechat", "sms"])
    tell(person)
    spread_notices(at=MORNING)
    wechat, texts, at = SimulatedWeChat(mood), SimulatedTexts("prompt"), MORNING
    for _ in range(MOST_TRIES + 2):
        send_templates(gateway=wechat, at=at)
        at += timedelta(hours=1)
    send_texts(gateway=texts, at=at)
    told_by_text = mood in {"wrong", "silent", "unreachable"}
    assert Message.objects.values_list("channel", "status").get() == ("sms" if told_by_text else "wechat", "sent")
    assert (len(wechat.delivered), len(texts.delivered)) == (int(mood != "unreachable"), int(told_by_text))


def test_what_was_read_or_is_not_wanted_is_not_sent(server: PushServer) -> None:
    person = cast.person("reader")
    browser, _window = let_in(person, server)
    chosen(person, money=[], offers=["push"])
    tell(person)
    tell(person, "offer_from_shop", "e/2")
    assert spread_notices(at=MORNING) == 1
    mark_read(by=actor(person), at=MORNING)
    assert send_pushes(service=HttpPush(), at=MORNING) == 0
    assert (browser.told, Message.objects.get().status) == ([], "needless")
    # What is older than an hour stands on the page alone.
    tell(person, "offer_from_shop", "e/3", at=MORNING - timedelta(hours=2))
    assert spread_notices(at=MORNING) == 0


def test_quiet_hours_hold_back_all_but_what_cannot_wait(server: PushServer) -> None:
    person = cast.person("reader")
    browser, _window = let_in(person, server)
    ways.set_ways(wants={}, quiet=Quiet(time(22), time(7), "Asia/Shanghai"), by=actor(person), at=MORNING)
    tell(person, key="e/1", at=NIGHT)
    tell(person, "order_out_for_delivery", "e/2", at=NIGHT)
    assert spread_notices(at=NIGHT) == 2
    assert send_pushes(service=HttpPush(), at=NIGHT) == 1
    assert [told["tag"] for told in browser.told] == ["e/2"]
    assert send_pushes(service=HttpPush(), at=SEVEN - timedelta(seconds=1)) == 0
    assert send_pushes(service=HttpPush(), at=SEVEN) == 1
    # The alarm of an order that nobody answers asks no clock.
    with transaction.atomic():
        alarm([person.pk], "order_waits", "order/1/waits", {"number": "A12"}, ways=[SMS], until=NIGHT + timedelta(minutes=1), at=NIGHT)
    assert send_texts(gateway=SimulatedTexts("prompt"), at=NIGHT) == 1


def test_a_shops_news_goes_to_those_who_read_it_there() -> None:
    town = cast.corner()
    second = branch(town.shop, town.owner)
    people = {"manager": hired(town.shop, "manager"), "cashier": hired(town.shop, "cashier"), "there": hired(town.shop, "clerk", at=[second])}
    for who in (town.owner, *people.values()):
        chosen(who, to_answer=["wechat"], money=["wechat"])
    with transaction.atomic():
        notify(town.shop.party_id, "order_arrived", "order/1/arrived", {"number": "A"}, at=MORNING)
        notify(town.shop.party_id, "payout_made", "payout/1", {"amount_minor": 1}, at=MORNING)
    spread_notices(at=MORNING)
    told = {key: set(Message.objects.filter(key=key).values_list("person_id", flat=True)) for key in ("order/1/arrived", "payout/1")}
    assert told == {"order/1/arrived": {town.owner.pk, people["manager"].pk}, "payout/1": {town.owner.pk}}


def test_only_push_services_that_we_know_are_posted_to(settings: Settings) -> None:
    settings.PUSH_ORIGINS = []
    good = ("https://fcm.googleapis.com/fcm/send/x", "https://web.push.apple.com/x", "https://updates.push.services.mozilla.com/wpush/v2/x")
    bad = ("http://fcm.googleapis.com/x", "https://fcm.googleapis.com.evil.example/x", "https://127.0.0.1/x", "https://evilpush.apple.com/x")
    bad += ("https://fcm.googleapis.com:8443/x", "http://169.254.169.254/latest", "file:///etc/passwd", "", "https://user@evil.example/x")
    for endpoint in good:
        require_known_host(endpoint)
    for endpoint in bad:
        with pytest.raises(NotAPushService):
            require_known_host(endpoint)
    person, keys = cast.person("reader"), Browser("b").keys
    let = {"session_key": "s", "by": actor(person), "at": MORNING}
    for refused in (ways.Keys(bad[0], **keys), ways.Keys(good[0], "AAAA", keys["auth"]), ways.Keys(good[0], keys["p256dh"], "AAAA")):
        with pytest.raises(BadDevice):
            ways.let_device_in(keys=refused, **let)  # type: ignore[arg-type]
    with pytest.raises(BadDevice):
        ways.let_device_in(keys=ways.Keys(good[0] + "x" * 1000, **keys), **let)  # type: ignore[arg-type]
    assert not Device.objects.exists()


def test_a_lent_browser_is_its_latest_persons_and_old_addresses_go(server: PushServer) -> None:
    first, second = cast.person("first"), cast.person("second")
    browser, window = let_in(first, server, "lent")
    let_in(second, server, "lent")
    assert Device.objects.get().person_id == second.pk
    assert window.post("/notices/devices/forget/", {"endpoint": server.address("lent")}).status_code == 204
    assert Device.objects.count() == 1
    for n in range(ways.MOST_DEVICES + 2):
        with time_machine.travel(MORNING + timedelta(minutes=n), tick=False):
            let_in(second, server)
    assert Device.objects.filter(person_id=second.pk).count() == ways.MOST_DEVICES
    del browser


def test_the_page_saves_wishes_and_quiet_hours_and_is_ones_own() -> None:
    person = cast.person("reader")
    page = Api(person).client
    for language, words in (("en", "How I am told"), ("zh-hans", "通知我的方式")):
        shown = page.get("/notices/ways/", headers={"accept-language": language}).content.decode()
        assert words in shown and shown.count(" checked") == len(TOPICS)
    ticked = ["money/push", "money/sms", "offers/wechat"]
    form = {"way": ticked, "starts": "22:00", "ends": "07:00", "zone": "Asia/Tokyo"}
    assert page.post("/notices/ways/", form).status_code == 302
    shown = page.get("/notices/ways/").content.decode()
    assert shown.count(" checked") == 3 and 'value="22:00"' in shown and "<option selected>Asia/Tokyo" in shown
    # Only what differs from what goes by itself is kept.
    assert Wish.objects.filter(person_id=person.pk).count() == len(TOPICS) - 1 + 2
    for wrong in ({"starts": "22:00", "ends": "22:00"}, {"starts": "22:00"}, {"starts": "x", "ends": "y"}, {"zone": "Mars/Olympus"}):
        assert (
            page.post(
                "/notices/ways/", {**form, "ends": "", **wrong} if "ends" not in wrong and "zone" not in wrong else {**form, **wrong}
            ).status_code
            == 422
        )
    assert QuietHours.objects.get(person_id=person.pk).zone == "Asia/Tokyo"
    page.post("/notices/ways/", {"way": ticked})
    assert not QuietHours.objects.exists()
    for method, path in (("get", "/notices/ways/"), ("post", "/notices/ways/"), ("post", "/notices/devices/"), ("post", "/notices/devices/forget/")):
        assert getattr(Client(), method)(path, form).status_code == 302
    with pytest.raises(Unauthenticated):
        ways.set_ways(wants={}, quiet=None, by=VISITOR, at=MORNING)
    with pytest.raises(BadQuietHours):
        ways.set_ways(wants={}, quiet=Quiet(time(1), time(1), "Asia/Tokyo"), by=actor(person), at=MORNING)


def test_every_kind_has_a_topic_and_a_wording_whose_version_is_written_down() -> None:
    assert {topic_of(kind) for kind in SENTENCES} == set(TOPICS)
    assert set(SENTENCES) >= URGENT
    lines = []
    for kind in sorted(SENTENCES):
        words = []
        for language in ("zh-hans", "en"):
            with translation.override(language):
                words.append(str(SENTENCES[kind]))
        lines.append(f"{kind} {version_of(kind)} {hashlib.sha256('|'.join(words).encode()).hexdigest()[:8]}")
    # Another wording is another version (topics.VERSIONS), written down here: what was said to whom stays known.
    assert WORDING.read_text(encoding="utf-8").splitlines() == lines


def test_the_database_keeps_ways_straight(server: PushServer) -> None:
    person = cast.person("reader")
    chosen(person, money=["sms"])
    ways.set_ways(wants={}, quiet=Quiet(time(22), time(7), "Asia/Shanghai"), by=actor(person), at=MORNING)
    let_in(person, server)
    with transaction.atomic():
        alarm([person.pk], "order_waits", "k", {"number": "A"}, ways=[SMS], until=MORNING + timedelta(minutes=1), at=MORNING)
    again(Wish.objects.filter(channel="sms").get(), "somebody_wishes_a_topic_by_a_way_once")
    again(Wish.objects.filter(channel="sms").get(), "a_wish_is_of_a_known_way", channel="pigeon")
    changed(Message, "a_message_goes_a_known_way", channel="pigeon")
    changed(QuietHours, "quiet_hours_are_not_the_whole_day", ends=time(22))
    changed(QuietHours, "quiet_hours_have_a_clock", zone="")
    again(Device.objects.get(), "a_device_is_one_persons")
    again(Device.objects.get(), "a_device_can_be_woken", endpoint="x", auth="")
