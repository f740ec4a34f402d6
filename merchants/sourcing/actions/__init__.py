"""The verbs of asking for quotes."""

from .asking import Asked, cancel_rfq, draft_rfq, invite_more, name_line, rewrite_rfq, send_rfq
from .awarding import Pick, award
from .expiring import expire_rfq
from .opening import open_attachment, open_by_link
from .quoting import QuotedLine, QuoteTerms, decline_by_link, decline_quote, submit_by_link, submit_quote, view_by_link, view_quotation

__all__ = [
    "Asked",
    "Pick",
    "QuoteTerms",
    "QuotedLine",
    "award",
    "cancel_rfq",
    "decline_by_link",
    "decline_quote",
    "draft_rfq",
    "expire_rfq",
    "invite_more",
    "name_line",
    "open_attachment",
    "open_by_link",
    "rewrite_rfq",
    "send_rfq",
    "submit_by_link",
    "submit_quote",
    "view_by_link",
    "view_quotation",
]
