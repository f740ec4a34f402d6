"""What other rooms and wings may take from once."""

from .actions import Turn, drafted_effect, fingerprint, once
from .errors import KeyUsedOtherwise, StillRunning

__all__ = ["KeyUsedOtherwise", "StillRunning", "Turn", "drafted_effect", "fingerprint", "once"]
