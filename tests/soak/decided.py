"""Why a race may stay green without a lock, decided once for each; the soak of locks tells only what is not in here."""

from __future__ import annotations

EITHER = "either order of the two is legal, so the lock only decides which it is"
MOVES = "the document moves by one statement that names the status before, so whoever comes second is refused, and all she wrote with it"
HELD = "the same transaction has locked the same rows before, so that this lock only says so again"
AGAIN = "the figures are guarded by the limits' path that follows, and whoever draws holds the line and looks at it again"
UNIQUE = "a unique constraint decides, whoever has looked first, and the loser is told so"
IN_A_RING = "it looks at the order in which locks are taken: without any lock nobody waits for anybody"
RACES: dict[str, str] = {
    "tests/races/test_acquirer.py::test_a_pay_code_read_at_two_tills_at_once_pays_one_of_them": UNIQUE,
    "tests/races/test_acquirer.py::test_a_refund_against_the_hand_over_gives_back_once_or_not_at_all[1]": MOVES,
    "tests/races/test_acquirer.py::test_a_scanned_sale_is_completed_by_the_call_while_errands_take_the_same_shelves": IN_A_RING,
    "tests/races/test_cards.py::test_a_code_that_two_tills_read_at_once_pays_one_of_them": UNIQUE,
    "tests/races/test_earmarks.py::test_an_order_called_off_while_it_is_received_holds_what_came": MOVES,
    "tests/races/test_rivals_aside.py::test_neck_and_neck[a-delivery-is-counted-and-taken-in]": EITHER,
    "tests/races/test_rivals_aside.py::test_neck_and_neck[refused-goods-leave-as-their-receipt-is-reversed]": EITHER,
    "tests/races/test_sourcing.py::test_a_request_is_called_off_or_awarded[1]": MOVES,
    "tests/races/test_sourcing.py::test_a_request_is_called_off_or_awarded[-1]": MOVES,
}
LOCKS: dict[str, str] = {
    "merchants/sourcing/access.py:buyers_rfq < merchants/sourcing/actions/asking.py:cancel_rfq": MOVES,
    "lending/earmarks/actions/holding.py:open_line_of < lending/earmarks/actions/holding.py:hand_over": AGAIN,
    "lending/earmarks/actions/holding.py:open_line_of < lending/earmarks/actions/holding.py:set_aside": AGAIN,
    "lending/earmarks/actions/holding.py:open_line_of < lending/earmarks/actions/paying.py:pay_from_line": HELD,
    "lending/limits/actions/moving.py:locked_path < lending/earmarks/actions/holding.py:hand_over": HELD,
}
