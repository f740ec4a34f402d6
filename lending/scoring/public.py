"""What other rooms may take from scoring."""

from .access import is_officer, is_risk_manager, require_officer, require_reader, require_risk_manager
from .actions import Score, score_portrait, score_values
from .errors import LendersOnly, RiskManagersOnly
from .prohibited import Prohibited, prohibited_on
from .proofs import PROVEN_AT, register_proofs
from .queries import Held, held_models, is_scoring
from .stages import is_challenged
from .wording import STANDS, TONES

__all__ = [
    "PROVEN_AT",
    "STANDS",
    "TONES",
    "Held",
    "LendersOnly",
    "Prohibited",
    "RiskManagersOnly",
    "Score",
    "held_models",
    "is_challenged",
    "is_officer",
    "is_risk_manager",
    "is_scoring",
    "prohibited_on",
    "register_proofs",
    "require_officer",
    "require_reader",
    "require_risk_manager",
    "score_portrait",
    "score_values",
]
