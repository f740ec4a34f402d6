from datetime import UTC, datetime

import pytest

from ecosystem.kernel.actor import platform
from ecosystem.once.public import KeyUsedOtherwise, once

AT = datetime(2026, 11, 1, tzinfo=UTC)
JOB = platform("test")


def _take(body: object) -> dict[str, object] | None:
    with once("k", verb="test.take", by=JOB, body=body, at=AT) as turn:
        if turn.earlier is None:
            turn.remember(number=7)
        return turn.earlier


@pytest.mark.django_db
def test_the_second_call_with_the_same_body_learns_the_first_result() -> None:
    assert _take({"a": 1}) is None
    assert _take({"a": 1}) == {"number": 7}


@pytest.mark.django_db
def test_the_same_key_with_another_body_is_refused() -> None:
    _take({"a": 1})
    with pytest.raises(KeyUsedOtherwise):
        _take({"a": 2})
