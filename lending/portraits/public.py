"""What other rooms and wings may take from portraits."""

from .actions import PURPOSE, build_portrait, build_portraits, draw_portrait
from .drawing import pack_some
from .models import FeatureSnapshot
from .queries import consenting_parties, is_whole, latest_snapshot, latest_snapshots
from .rules import NAMES, canonical, digest, values_of
from .words import LABELS, shown

__all__ = [
    "LABELS",
    "NAMES",
    "PURPOSE",
    "FeatureSnapshot",
    "build_portrait",
    "build_portraits",
    "canonical",
    "consenting_parties",
    "digest",
    "draw_portrait",
    "is_whole",
    "latest_snapshot",
    "latest_snapshots",
    "pack_some",
    "shown",
    "values_of",
]
