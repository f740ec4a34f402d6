"""What other rooms and wings may take from onboarding."""

from .models import Document, Form, MerchantFile, Requirement, Submission, Suspension, Trade
from .queries import checklist_of, file_of

__all__ = ["Document", "Form", "MerchantFile", "Requirement", "Submission", "Suspension", "Trade", "checklist_of", "file_of"]
