"""The verbs of stock, by what happens to goods."""

from .adjusting import REASONS, adjust_stock, set_on_hand, set_shelf_limits, track_batches, write_off_batch
from .arriving import cancel_transfer, receive_transfer
from .costing import Revalued, Revaluing, add_landed_cost, revalue
from .counting import COUNT_STEPS, cancel_count, hold_longer, let_go_of_count, plan_count, post_count, reopen_count, review_count, start_count
from .moving import Cause, draft_movements
from .receiving import ReceiptLine, add_receipt, draft_receipt_line, receipt_body, receive_stock, received_fact
from .reserving import Shelf, commit, draft_reservations, hold_shelves, let_go_part, release, reserve, shelves_at, trim
from .returning import Moved, ReturnLine, return_to_supplier, reverse_receipt
from .selling import let_counter_go_below, sell_at_counter
from .taking_back import TakenBack, decide_quarantine, take_back
from .tallying import strike_tally, tally
from .transferring import Packed, dispatch_transfer, draft_transfer, mark_transfer_ready

__all__ = [
    "COUNT_STEPS",
    "REASONS",
    "Cause",
    "Moved",
    "Packed",
    "ReceiptLine",
    "ReturnLine",
    "Revalued",
    "Revaluing",
    "Shelf",
    "TakenBack",
    "add_landed_cost",
    "add_receipt",
    "adjust_stock",
    "cancel_count",
    "cancel_transfer",
    "commit",
    "decide_quarantine",
    "dispatch_transfer",
    "draft_movements",
    "draft_receipt_line",
    "draft_reservations",
    "draft_transfer",
    "hold_longer",
    "hold_shelves",
    "let_counter_go_below",
    "let_go_of_count",
    "let_go_part",
    "mark_transfer_ready",
    "plan_count",
    "post_count",
    "receipt_body",
    "receive_stock",
    "receive_transfer",
    "received_fact",
    "release",
    "reopen_count",
    "reserve",
    "return_to_supplier",
    "revalue",
    "reverse_receipt",
    "review_count",
    "sell_at_counter",
    "set_on_hand",
    "set_shelf_limits",
    "shelves_at",
    "start_count",
    "strike_tally",
    "take_back",
    "tally",
    "track_batches",
    "trim",
    "write_off_batch",
]
