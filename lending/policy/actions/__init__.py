"""The verbs of the policy room, by what they are about."""

from .deciding import decide_on, decide_on_all, open_case, open_queue, plan_in_force, policy_for, replay, terms_of, try_draft
from .drafting import discard_draft, draft_policy, import_table, rewrite_table
from .publishing import Entering, plan_policy, publish_draft, roll_back

__all__ = [
    "Entering",
    "decide_on",
    "decide_on_all",
    "discard_draft",
    "draft_policy",
    "import_table",
    "open_case",
    "open_queue",
    "plan_in_force",
    "plan_policy",
    "policy_for",
    "publish_draft",
    "replay",
    "rewrite_table",
    "roll_back",
    "terms_of",
    "try_draft",
]
