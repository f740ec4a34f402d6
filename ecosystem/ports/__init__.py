"""What a wing may plug into the platform, checked at the door.

A wing registers its implementations in ``AppConfig.ready()``. Each implementation is an inner
verb: it runs in the caller's transaction and never opens one of its own.
"""

from .acquiring import Acquirer, AcquirerCall, AcquirerOrder, AcquirerRefund, AcquirerWord, Beside, RefundListener
from .couriering import Courier, CourierAccount, CourierCall, CourierErrand, CourierOrder, CourierQuote, CourierWord
from .crediting import CreditTerms, PurchaseCredit
from .invoicing import InvoiceAnswer, InvoiceIssuer, InvoicePart
from .personal import Hindrance, Personal, PersonalData, Section, Subject
from .protocols import (
    CallGateway,
    Claim,
    CreditLine,
    CustomerKnowledge,
    Disbursed,
    DocumentScanner,
    Entry,
    GatewayWord,
    Home,
    KnownCustomer,
    Navigation,
    Outcome,
    Panel,
    Payable,
    PaymentInquiry,
    PaymentMethod,
    PayoutRail,
    PayoutView,
    Proof,
    ProofLine,
    PushService,
    RailOrder,
    RailWord,
    ScanWord,
    SettlementClaim,
    StatementFile,
    TemplateGateway,
    TextGateway,
    TownPart,
    TownTurn,
)
from .registry import Registry
from .signing import Signatory, SigningKey, SigningKeys
from .sqlproof import SqlProof

payment_methods: Registry[PaymentMethod] = Registry("payment method", PaymentMethod)
payment_inquiries: Registry[PaymentInquiry] = Registry("payment inquiry", PaymentInquiry)
acquirers: Registry[Acquirer] = Registry("acquirer", Acquirer)
besides: Registry[Beside] = Registry("beside", Beside)
couriers: Registry[Courier] = Registry("courier", Courier)
refund_listeners: Registry[RefundListener] = Registry("refund listener", RefundListener)
payables: Registry[Payable] = Registry("payable", Payable)
settlement_claims: Registry[SettlementClaim] = Registry("settlement claim", SettlementClaim)
signing_keys: Registry[SigningKeys] = Registry("signing keys", SigningKeys)
purchase_credits: Registry[PurchaseCredit] = Registry("purchase credit", PurchaseCredit)
credit_lines: Registry[CreditLine] = Registry("credit line", CreditLine)
payout_rails: Registry[PayoutRail] = Registry("payout rail", PayoutRail)
disbursed: Registry[Disbursed] = Registry("disbursed document", Disbursed)
statement_files: Registry[StatementFile] = Registry("statement file", StatementFile)
invoice_issuers: Registry[InvoiceIssuer] = Registry("invoice issuer", InvoiceIssuer)
document_scanners: Registry[DocumentScanner] = Registry("document scanner", DocumentScanner)
call_gateways: Registry[CallGateway] = Registry("call gateway", CallGateway)
template_gateways: Registry[TemplateGateway] = Registry("template gateway", TemplateGateway)
push_services: Registry[PushService] = Registry("push service", PushService)
text_gateways: Registry[TextGateway] = Registry("text gateway", TextGateway)
customer_knowledge: Registry[CustomerKnowledge] = Registry("customer knowledge", CustomerKnowledge)
homes: Registry[Home] = Registry("home", Home)
navigations: Registry[Navigation] = Registry("navigation", Navigation)
panels: Registry[Panel] = Registry("panel", Panel)
personal_data: Registry[PersonalData] = Registry("personal data", PersonalData)
proofs: Registry[Proof] = Registry("proof", Proof)
town_parts: Registry[TownPart] = Registry("town part", TownPart)
town_turns: Registry[TownTurn] = Registry("town turn", TownTurn)

__all__ = [
    "Acquirer",
    "AcquirerCall",
    "AcquirerOrder",
    "AcquirerRefund",
    "AcquirerWord",
    "Beside",
    "CallGateway",
    "Claim",
    "Courier",
    "CourierAccount",
    "CourierCall",
    "CourierErrand",
    "CourierOrder",
    "CourierQuote",
    "CourierWord",
    "CreditLine",
    "CreditTerms",
    "CustomerKnowledge",
    "Disbursed",
    "DocumentScanner",
    "Entry",
    "GatewayWord",
    "Hindrance",
    "Home",
    "InvoiceAnswer",
    "InvoiceIssuer",
    "InvoicePart",
    "KnownCustomer",
    "Navigation",
    "Outcome",
    "Panel",
    "Payable",
    "PaymentInquiry",
    "PaymentMethod",
    "PayoutRail",
    "PayoutView",
    "Personal",
    "PersonalData",
    "Proof",
    "ProofLine",
    "PurchaseCredit",
    "PushService",
    "RailOrder",
    "RailWord",
    "RefundListener",
    "Registry",
    "ScanWord",
    "Section",
    "SettlementClaim",
    "Signatory",
    "SigningKey",
    "SigningKeys",
    "SqlProof",
    "StatementFile",
    "Subject",
    "TemplateGateway",
    "TextGateway",
    "TownPart",
    "TownTurn",
    "acquirers",
    "besides",
    "call_gateways",
    "couriers",
    "credit_lines",
    "customer_knowledge",
    "disbursed",
    "document_scanners",
    "homes",
    "invoice_issuers",
    "navigations",
    "panels",
    "payables",
    "payment_inquiries",
    "payment_methods",
    "payout_rails",
    "personal_data",
    "proofs",
    "purchase_credits",
    "push_services",
    "refund_listeners",
    "settlement_claims",
    "signing_keys",
    "statement_files",
    "template_gateways",
    "text_gateways",
    "town_parts",
    "town_turns",
]
