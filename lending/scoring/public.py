"""What other rooms may take from scoring."""

from .access import require_officer
from .actions import Score, score_portrait
from .errors import LendersOnly
from .stages import is_challenged

__all__ = ["LendersOnly", "Score", "is_challenged", "require_officer", "score_portrait"]
