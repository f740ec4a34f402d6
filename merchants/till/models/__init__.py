"""The rows of the till, by noun."""

from .collections import Collection
from .drawers import CashMovement, Count, Drawer, Shift
from .invoices import BureauSlip, Invoice
from .sales import Printing, Return, ReturnLine, Sale, Todo

__all__ = ["BureauSlip", "CashMovement", "Collection", "Count", "Drawer", "Invoice", "Printing", "Return", "ReturnLine", "Sale", "Shift", "Todo"]
