"""What a wing may plug into the platform, checked at the door.

A wing registers its implementations in ``AppConfig.ready()``. Each implementation is an inner
verb: it runs in the caller's transaction and never opens one of its own.
"""

from .protocols import (
    Claim,
    InvoiceAnswer,
    InvoiceIssuer,
    Outcome,
    Panel,
    Payable,
    PaymentMethod,
    PayoutView,
    Proof,
    ProofLine,
    SettlementClaim,
    TownPart,
    TownTurn,
)
from .registry import Registry
from .sqlproof import SqlProof

payment_methods: Registry[PaymentMethod] = Registry("payment method", PaymentMethod)
payables: Registry[Payable] = Registry("payable", Payable)
settlement_claims: Registry[SettlementClaim] = Registry("settlement claim", SettlementClaim)
invoice_issuers: Registry[InvoiceIssuer] = Registry("invoice issuer", InvoiceIssuer)
panels: Registry[Panel] = Registry("panel", Panel)
proofs: Registry[Proof] = Registry("proof", Proof)
town_parts: Registry[TownPart] = Registry("town part", TownPart)
town_turns: Registry[TownTurn] = Registry("town turn", TownTurn)

__all__ = [
    "Claim",
    "InvoiceAnswer",
    "InvoiceIssuer",
    "Outcome",
    "Panel",
    "Payable",
    "PaymentMethod",
    "PayoutView",
    "Proof",
    "ProofLine",
    "Registry",
    "SettlementClaim",
    "SqlProof",
    "TownPart",
    "TownTurn",
    "invoice_issuers",
    "panels",
    "payables",
    "payment_methods",
    "proofs",
    "settlement_claims",
    "town_parts",
    "town_turns",
]
