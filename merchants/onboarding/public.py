"""What other rooms and wings may take from onboarding."""

from .inventing import town_number
from .models import Document, Form, MerchantFile, Requirement, Submission, Suspension, Trade
from .queries import checklist_of, file_of, reports_read_first
from .rules import asked_of
from .vault import store as keep_private

__all__ = [
    "Document",
    "Form",
    "MerchantFile",
    "Requirement",
    "Submission",
    "Suspension",
    "Trade",
    "asked_of",
    "checklist_of",
    "file_of",
    "keep_private",
    "reports_read_first",
    "town_number",
]
