"""Why a race may stay green without a lock, decided once for each; the soak of locks tells only what is not in here."""

from __future__ import annotations

EITHER = "either order of the two is legal, so the lock only decides which it is"
RACES: dict[str, str] = {
    "tests/races/test_rivals_aside.py::test_neck_and_neck[a-delivery-is-counted-and-taken-in]": EITHER,
    "tests/races/test_rivals_aside.py::test_neck_and_neck[refused-goods-leave-as-their-receipt-is-reversed]": EITHER,
}
LOCKS: dict[str, str] = {}
