from datetime import UTC, datetime
from uuid import uuid4

import pytest

from ecosystem.kernel.errors import OutsideTransaction
from lending.limits.public import reserve


def test_headroom_is_only_reserved_inside_a_transaction(committed: str) -> None:
    with pytest.raises(OutsideTransaction):
        reserve(node_id=uuid4(), amount_minor=1, key="a", at=datetime(2026, 11, 2, tzinfo=UTC))
