"""What other rooms and wings may take from audit."""

from .actions import Note, name_of, record, record_all

__all__ = ["Note", "name_of", "record", "record_all"]
