"""What other rooms and wings may take from the ledger."""

from .actions import draft_accounts, expire_holds, lock_accounts, open_accounts, place_hold, post_hold, post_transfer, prove_books, void_hold
from .bulk import BulkLedger
from .errors import HoldExceeded, HoldResolved, InsufficientFunds, TransferDiffers, Unbalanced, UnknownAccount
from .models import Account, Entry, Hold, ProofRun, Transfer
from .queries import balance_of, balances_of, book_total, entries_of, free_of, latest_proof
from .rules import BANK_BOOKS, SHARDS, Leg, available_of, bank_account, deposit_of, drawer_of, fingerprint, merged, pending_of, tab_of

__all__ = [
    "BANK_BOOKS",
    "SHARDS",
    "Account",
    "BulkLedger",
    "Entry",
    "Hold",
    "HoldExceeded",
    "HoldResolved",
    "InsufficientFunds",
    "Leg",
    "ProofRun",
    "Transfer",
    "TransferDiffers",
    "Unbalanced",
    "UnknownAccount",
    "available_of",
    "balance_of",
    "balances_of",
    "bank_account",
    "book_total",
    "deposit_of",
    "draft_accounts",
    "drawer_of",
    "entries_of",
    "expire_holds",
    "fingerprint",
    "free_of",
    "latest_proof",
    "lock_accounts",
    "merged",
    "open_accounts",
    "pending_of",
    "place_hold",
    "post_hold",
    "post_transfer",
    "prove_books",
    "tab_of",
    "void_hold",
]
