"""What other rooms and wings may take from once."""

from .actions import Turn, fingerprint, once
from .errors import KeyUsedOtherwise, StillRunning

__all__ = ["KeyUsedOtherwise", "StillRunning", "Turn", "fingerprint", "once"]
