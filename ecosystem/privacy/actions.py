"""The verbs of the room."""

from .exporting import ask_for_export, delete_old_exports, fetch_export, make_exports
from .leaving import ask_to_leave, keep_account, part_with

__all__ = ["ask_for_export", "ask_to_leave", "delete_old_exports", "fetch_export", "keep_account", "make_exports", "part_with"]
