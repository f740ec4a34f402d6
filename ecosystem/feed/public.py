"""What other rooms and wings may take from feed."""

from .actions import count_facts, drafted_fact, publish, publish_all
from .actions import read_days as days_about
from .actions import read_facts as facts_about
from .bulk import copy_facts, corrected_after, hold_for_reading
from .errors import FactConflict, FactNotAllowed, NothingToCorrect
from .facts import REPORTED, DayTold, Fact, Publication, Stated
from .models import FactRow, Standing
from .pseudonyms import forget, pseudonym, pseudonyms, pseudonyms_across
from .reader import Place, Reader
from .rules import as_corrected
from .things import DEVICE, DOOR, MONEY, door, thing

__all__ = [
    "DEVICE",
    "DOOR",
    "MONEY",
    "REPORTED",
    "DayTold",
    "Fact",
    "FactConflict",
    "FactNotAllowed",
    "FactRow",
    "NothingToCorrect",
    "Place",
    "Publication",
    "Reader",
    "Standing",
    "Stated",
    "as_corrected",
    "copy_facts",
    "corrected_after",
    "count_facts",
    "days_about",
    "door",
    "drafted_fact",
    "facts_about",
    "forget",
    "hold_for_reading",
    "pseudonym",
    "pseudonyms",
    "pseudonyms_across",
    "publish",
    "publish_all",
    "thing",
]
