"""The verbs of the couriers room, by what they are about."""

from .hearing import hear, take_word
from .ordering import forbid_couriers, let_couriers, order_courier, recall_courier
from .settling import call_off_ended, settle_dispatch
from .working import due, offers_for, to_settle, work_all, work_on

__all__ = [
    "call_off_ended",
    "due",
    "forbid_couriers",
    "hear",
    "let_couriers",
    "offers_for",
    "order_courier",
    "recall_courier",
    "settle_dispatch",
    "take_word",
    "to_settle",
    "work_all",
    "work_on",
]
