"""What a file is, told by its content: never by its name or by what the browser says."""

from __future__ import annotations

from ecosystem.kernel.pictures import BrokenPicture, kind_of, without_traces

from ..errors import FileTooLarge, FileUnknown

MOST_BYTES = 10 * 1024 * 1024
PDF = "application/pdf"


def paper_read(content: bytes) -> tuple[str, bytes]:
    """What a paper is and what of it is kept: a picture without what it tells of place and device, which no paper
    needs, or a PDF (ISO 32000: header, and a trailer at the end) as it is.

    Raises:
        FileTooLarge: more than 10 MB.
        FileUnknown: neither, or cut off.
    """
    if len(content) > MOST_BYTES:
        raise FileTooLarge(most=MOST_BYTES // 1_048_576)
    picture = kind_of(content)
    if picture:
        try:
            return picture, without_traces(content)
        except BrokenPicture as broken:
            raise FileUnknown from broken
    if content.startswith(b"%PDF-") and b"%%EOF" in content[-1024:]:
        return PDF, content
    raise FileUnknown
