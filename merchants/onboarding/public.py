"""What other rooms and wings may take from onboarding."""

from .actions import content_of, keep_document
from .carrying import BytesField, answered, attached
from .inventing import town_number
from .models import Document, Form, MerchantFile, Requirement, Submission, Suspension, Trade
from .queries import checklist_of, file_of, reports_read_first
from .rules import asked_of
from .vault import store as keep_private

__all__ = [
    "BytesField",
    "Document",
    "Form",
    "MerchantFile",
    "Requirement",
    "Submission",
    "Suspension",
    "Trade",
    "answered",
    "asked_of",
    "attached",
    "checklist_of",
    "content_of",
    "file_of",
    "keep_document",
    "keep_private",
    "reports_read_first",
    "town_number",
]
