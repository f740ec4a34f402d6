"""``make demo-reset``: forget the demo. Standard library only: it may be all that works."""

from __future__ import annotations

import sys

from .places import State, state_folder
from .refusals import CannotStart


def main() -> int:
    folder = state_folder()
    if not folder.exists():
        sys.stdout.write(f"{folder} is not there: nothing to clear.\n")
        return 0
    within = [State(part.parent) for part in folder.glob("*/lock")]
    try:
        for state in [*within, State(folder)]:
            with state.held("make demo-reset"):
                state.require_stopped()
                state.clear()
    except (CannotStart, OSError) as reason:
        sys.stderr.write(f"{reason}\n")
        return 1
    sys.stdout.write(f"{folder} is cleared.\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
