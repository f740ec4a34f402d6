"""The verbs of the couriers room, by what they are about."""

from .hearing import hear, take_word
from .ordering import forbid_couriers, let_couriers, order_courier, recall_courier
from .remitting import RemittanceDisbursed, remit, remit_again, remit_all
from .settling import call_off_ended, settle_dispatch
from .working import due, offers_for, to_settle, work_all, work_on

__all__ = [
    "RemittanceDisbursed",
    "call_off_ended",
    "due",
    "forbid_couriers",
    "hear",
    "let_couriers",
    "offers_for",
    "order_courier",
    "recall_courier",
    "remit",
    "remit_again",
    "remit_all",
    "settle_dispatch",
    "take_word",
    "to_settle",
    "work_all",
    "work_on",
]
