from .desk import Case, QueueRow, acts_of, case_of, queue
from .report import ReportRow, activation
from .standing import checklist_of, file_of, may_trade, next_position, papers_of, progress_of, reports_read_first, requirements

__all__ = [
    "Case",
    "QueueRow",
    "ReportRow",
    "activation",
    "acts_of",
    "case_of",
    "checklist_of",
    "file_of",
    "may_trade",
    "next_position",
    "papers_of",
    "progress_of",
    "queue",
    "reports_read_first",
    "requirements",
]
