"""Copy the README's pictures out of those that the test run took: ``make pictures`` after ``make test``."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
TAKEN, SHOWN = ROOT / "build" / "screens", ROOT / "docs" / "screens"
CHOSEN = (
    "welcome-zh-desktop.png",
    "nearby-en-desktop.png",
    "today-zh-desktop.png",
    "comparison-en-desktop.png",
    "withheld-en-desktop.png",
    "shop-zh-phone.png",
    "order-zh-phone.png",
    "credit-en-phone.png",
)


def main() -> int:
    missing = [name for name in CHOSEN if not (TAKEN / name).is_file()]
    if missing:
        print(f"not taken yet: {', '.join(missing)}; run make test first")
        return 1
    for name in CHOSEN:
        shutil.copyfile(TAKEN / name, SHOWN / name)
    print(f"copied {len(CHOSEN)} pictures to docs/screens")
    return 0


if __name__ == "__main__":
    sys.exit(main())
