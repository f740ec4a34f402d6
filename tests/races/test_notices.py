"""Notices that several workers spread and send at once: real threads, real commits. Nobody is told twice, and no word is lost."""

from __future__ import annotations

from datetime import timedelta
from functools import partial

import pytest
from django.db import transaction

from ecosystem.notices.messaging import _hear, send_templates
from ecosystem.notices.models import Message, Notice
from ecosystem.notices.public import notify
from ecosystem.notices.simulated_words import SimulatedWeChat
from ecosystem.notices.spreading import spread_notices
from ecosystem.notices.ways import set_ways
from tests import cast
from tests.cast import MORNING, actor
from tests.together import at_once

pytestmark = pytest.mark.race


def test_two_workers_tell_nobody_twice_and_hear_one_word_of_each_message(committed: str) -> None:
    person = cast.person("reader")
    set_ways(wants={("money", "wechat"): True, ("money", "push"): False, ("money", "sms"): True}, quiet=None, by=actor(person), at=MORNING)
    with transaction.atomic():
        for n in range(12):
            notify(person.party_id, "payout_made", f"payout/{n}", {"amount_minor": 1}, at=MORNING)
    spread = at_once(*[partial(spread_notices, at=MORNING, most=5)] * 4)
    assert sum(spread) + spread_notices(at=MORNING) == 12  # type: ignore[arg-type]
    assert (Message.objects.count(), Notice.objects.filter(spread_at=None).count()) == (12, 0)
    wechat = SimulatedWeChat("prompt")
    assert sum(at_once(*[partial(send_templates, gateway=wechat, at=MORNING)] * 4)) == 12  # type: ignore[arg-type]
    assert set(Message.objects.values_list("tries", "status")) == {(1, "sent")}
    # A word that is said again, or after another way has taken over, changes nothing.
    one = Message.objects.order_by("pk")[0]
    Message.objects.filter(pk=one.pk).update(status="waiting", sent_at=None, later=["sms"])
    at_once(*[partial(_hear, message_id=one.pk, channel="wechat", reached=False, at=MORNING + timedelta(minutes=1))] * 4)
    one.refresh_from_db()
    assert (one.channel, one.later, one.status) == ("sms", [], "waiting")
