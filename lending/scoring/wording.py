"""Where a scorecard stands, in words and tones."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from . import stages

STANDS: dict[str, str | Promise] = {
    stages.DRAFT: _("Waits for validation"),
    stages.VALIDATED: _("Validated"),
    stages.REFUSED: _("Refused by validation"),
    stages.SHADOW: _("Only watches"),
    stages.CHALLENGER: _("Challenger"),
    stages.CHAMPION: _("Champion"),
    stages.RETIRED: _("Retired"),
}
TONES = {stages.CHAMPION: "good", stages.CHALLENGER: "info", stages.REFUSED: "bad", stages.DRAFT: "warn"}
