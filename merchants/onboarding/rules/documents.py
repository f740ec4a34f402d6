"""What a file is, told by its content: never by its name or by what the browser says."""

from __future__ import annotations

from ecosystem.kernel.pictures import BrokenPicture, without_traces

from ..errors import FileTooLarge, FileUnknown

MOST_BYTES = 10 * 1024 * 1024
JPEG, PNG, PDF = "image/jpeg", "image/png", "application/pdf"


def media_of(content: bytes) -> str:
    """JPEG (ISO 10918-1: SOI … EOI), PNG (ISO 15948: signature, IHDR first, IEND last) or PDF (ISO 32000: header, and a trailer at the end).

    Raises:
        FileTooLarge: more than 10 MB.
        FileUnknown: none of these, or cut off.
    """
    if len(content) > MOST_BYTES:
        raise FileTooLarge(most=MOST_BYTES // 1_048_576)
    if content.startswith(b"\xff\xd8\xff") and b"\xff\xd9" in content[-64:]:
        return JPEG
    if content.startswith(b"\x89PNG\r\n\x1a\n") and content[12:16] == b"IHDR" and b"IEND" in content[-16:]:
        return PNG
    if content.startswith(b"%PDF-") and b"%%EOF" in content[-1024:]:
        return PDF
    raise FileUnknown


def stripped(content: bytes) -> bytes:
    """A photo without what it tells of the place and the device, which no paper needs; a PDF as it is. Raises ``FileUnknown``."""
    try:
        return without_traces(content)
    except BrokenPicture as broken:
        raise FileUnknown from broken
