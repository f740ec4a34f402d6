"""Why a race may stay green without a lock, decided once for each; the soak of locks tells only what is not in here."""

from __future__ import annotations

EITHER = "either order of the two is legal, so the lock only decides which it is"
MOVES = "the document moves by one statement that names the status before, so whoever comes second is refused, and all she wrote with it"
HELD = "the same transaction has locked the same rows before, so that this lock only says so again"
AGAIN = "the figures are guarded by the limits' path that follows, and whoever draws holds the line and looks at it again"
RACES: dict[str, str] = {
    "tests/races/test_earmarks.py::test_an_order_called_off_while_it_is_received_holds_what_came": MOVES,
    "tests/races/test_rivals_aside.py::test_neck_and_neck[a-delivery-is-counted-and-taken-in]": EITHER,
    "tests/races/test_rivals_aside.py::test_neck_and_neck[refused-goods-leave-as-their-receipt-is-reversed]": EITHER,
}
LOCKS: dict[str, str] = {
    "lending/earmarks/actions/holding.py:open_line_of < lending/earmarks/actions/holding.py:hand_over": AGAIN,
    "lending/earmarks/actions/holding.py:open_line_of < lending/earmarks/actions/holding.py:set_aside": AGAIN,
    "lending/earmarks/actions/holding.py:open_line_of < lending/earmarks/actions/paying.py:pay_from_line": HELD,
    "lending/limits/actions/moving.py:locked_path < lending/earmarks/actions/holding.py:hand_over": HELD,
}
