"""The verbs of onboarding, by who acts: the owner, the desk, time and the network."""

from .deciding import (
    accept_paper,
    approve_file,
    ask_for_more,
    claim_file,
    recommend_file,
    reject_file,
    reject_paper,
    reopen_file,
    waive_paper,
)
from .expiring import keep_time
from .papers import Handed, hand_in, keep_document, send_off
from .reading import content_of, read_case, read_document
from .scanning import ask_due, scan_due
from .starting import ask_the_bank, begin_file, open_first_shop, save_draft
from .suspending import resume_merchant, suspend_merchant, terminate_merchant

__all__ = [
    "Handed",
    "accept_paper",
    "approve_file",
    "ask_due",
    "ask_for_more",
    "ask_the_bank",
    "begin_file",
    "claim_file",
    "content_of",
    "hand_in",
    "keep_document",
    "keep_time",
    "open_first_shop",
    "read_case",
    "read_document",
    "recommend_file",
    "reject_file",
    "reject_paper",
    "reopen_file",
    "resume_merchant",
    "save_draft",
    "scan_due",
    "send_off",
    "suspend_merchant",
    "terminate_merchant",
    "waive_paper",
]
