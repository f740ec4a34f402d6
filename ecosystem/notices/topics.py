"""What notices are about, by which ways each topic may come, and what cannot wait until morning."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from . import rules

PUSH, WECHAT, SMS = "push", "wechat", "sms"
# An alarm alone rings somebody up, where her shop wants that; nobody chooses it for anything else.
CALL = "call"
# In this order one takes over where the one before can't reach her; the page itself is told in any case.
CHANNELS: Mapping[str, Promise | str] = {PUSH: _("This device"), WECHAT: _("WeChat"), SMS: _("SMS")}

TOPICS: Mapping[str, Promise | str] = {
    "to_answer": _("Orders that wait for your answer"),
    "my_orders": _("Your orders on their way"),
    "after_sales": _("Money asked back"),
    "money": _("Payments and payouts"),
    "credit": _("Credit"),
    "purchases": _("Purchases, quotes, pools and counts"),
    "reviews": _("Reviews and questions"),
    "offers": _("Offers of shops that you let"),
    "papers": _("Your shop's papers"),
    "account": _("Your account and your data"),
}
# A device that somebody has let in is told of everything; other ways only of what she chose.
CHOSEN_BY_ITSELF = {PUSH}

TO_ANSWER = (
    "order_arrived",
    "order_waits",
    "order_missed",
    "order_cancel_asked",
    "order_cancel_taken_back",
    "order_word_of_buyer",
    "selling_paused_missed",
    "delivery_assigned",
    "delivery_withdrawn",
    "delivery_declined",
    "courier_cancelled",
    "courier_back",
    "courier_quiet",
    "courier_disputed",
    "round_to_pack",
)
MONEY = (
    "order_paid_by_static_code",
    "payment_failed",
    "payout_made",
    "payout_came_back",
    "payout_rejected",
    "clawed_back",
    "order_refunded",
    "tab_reminder",
    "card_refunded",
    "voucher_refunded",
    "family_",
)
PURCHASES = (
    *("purchase_", "shipment_", "goods_", "refused_", "return_", "dispute_", "invoice_", "payment_unanswered", "debit_"),
    *("rfq_", "quote_", "pool_", "count_"),
)
# By the beginning of a kind; the longest that fits counts.
BEGINNINGS: Mapping[str, str] = {
    **dict.fromkeys(("order_", "group_", "round_", "delivery_", "parcel_", "courier_"), "my_orders"),
    "after_sale_": "after_sales",
    **dict.fromkeys(("offer_made", "loan_", "earmark_", "referral_", "credit_", "appeal_"), "credit"),
    **dict.fromkeys(PURCHASES, "purchases"),
    **dict.fromkeys(("review_", "question_", "complaint_"), "reviews"),
    "offer_from_shop": "offers",
    **dict.fromkeys(("file_", "paper_", "selling_"), "papers"),
    **dict.fromkeys(("export_", "account_"), "account"),
    **dict.fromkeys(TO_ANSWER, "to_answer"),
    **dict.fromkeys(MONEY, "money"),
}
# What comes in quiet hours as well: somebody waits at the other end, or it is over by morning.
URGENT = frozenset(
    {
        *TO_ANSWER,
        "order_ready",
        "order_out_for_delivery",
        "order_timed_out",
        "order_cancel_refused",
        "order_word_of_shop",
        "delivery_failed",
        "delivery_missed",
        "delivery_left",
        "parcel_dropped",
        "delivery_returned",
        "payment_failed",
    }
)
# The wording that a message was sent in. Change a sentence, raise its number here: what was said to whom stays known.
VERSIONS: Mapping[str, int] = dict.fromkeys(
    ("complaint_granted", "question_answered", "question_asked", "review_answered", "review_hidden", "review_shown"), 2
)


def topic_of(kind: str) -> str:
    """Raises ``KeyError`` for a kind that belongs nowhere."""
    fitting = [beginning for beginning in BEGINNINGS if kind.startswith(beginning)]
    if kind not in rules.SENTENCES or not fitting:
        raise KeyError(kind)
    return BEGINNINGS[max(fitting, key=len)]


def version_of(kind: str) -> int:
    return VERSIONS.get(kind, 1)


def wanted(topic: str, said: Mapping[tuple[str, str], bool]) -> list[str]:
    """The ways by which somebody wants a topic, in the order in which they are tried; ``said`` is what she chose otherwise than by itself."""
    return [channel for channel in CHANNELS if said.get((topic, channel), channel in CHOSEN_BY_ITSELF)]
