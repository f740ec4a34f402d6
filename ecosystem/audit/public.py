"""What other rooms and wings may take from audit."""

from .actions import Note, drafted, name_of, record, record_all
from .models import Act
from .queries import acts_about, acts_on, acts_on_any, latest_of
from .sealing import seal

__all__ = ["Act", "Note", "acts_about", "acts_on", "acts_on_any", "drafted", "latest_of", "name_of", "record", "record_all", "seal"]
