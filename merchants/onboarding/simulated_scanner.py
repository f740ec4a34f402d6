"""A simulated virus scanner. It stands in for a real one, which can't exist here, and behaves like it at its worst.

It flags the EICAR test file (https://www.eicar.org/download-anti-malware-testfile/), wherever in a
file it lies. How it treats a document follows from the document's id: most are looked at when asked
the second time, some late, and some calls are not answered at all. Tests choose the mood themselves.
"""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from ecosystem.ports import ScanWord

from .simulating import asked_before

NAME = "simulated_scanner"
# In two parts, so that no scanner takes this very file for one.
EICAR = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$" + b"EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
MOODS = ("prompt", "prompt", "prompt", "prompt", "prompt", "late", "late", "silent")
LATE_UNTIL = SILENT_UNTIL = 2


class SimulatedScanner:
    """The port ``DocumentScanner``."""

    def __init__(self, mood: str = "") -> None:
        self.mood = mood

    def scan(self, *, document_id: UUID, content: bytes, at: datetime) -> ScanWord | None:
        asked = asked_before(document_id)
        mood = self.mood or MOODS[document_id.int % len(MOODS)]
        if mood == "dead" or (mood == "silent" and asked < SILENT_UNTIL):
            raise TimeoutError("the scanner does not answer")
        if mood == "late" and asked < LATE_UNTIL:
            return None
        return ScanWord(clean=False, found="EICAR test file") if EICAR in content else ScanWord(clean=True)
