from .files import Form, MerchantFile, Suspension, Trade
from .knowledge import Knowledge, SimulatedSlip
from .papers import Document, Requirement, Submission

__all__ = ["Document", "Form", "Knowledge", "MerchantFile", "Requirement", "SimulatedSlip", "Submission", "Suspension", "Trade"]
