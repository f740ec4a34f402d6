"""What other rooms and wings may take from feed."""

from .actions import publish, publish_all
from .errors import FactConflict, FactNotAllowed, NothingToCorrect
from .facts import Fact, Publication, Stated
from .models import FactRow, Standing

__all__ = ["Fact", "FactConflict", "FactNotAllowed", "FactRow", "NothingToCorrect", "Publication", "Standing", "Stated", "publish", "publish_all"]
