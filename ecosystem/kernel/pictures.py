"""What a picture tells besides what one sees, taken out of JPEG and PNG files without touching a pixel.

A phone writes where and when a photo was taken, and with what, into EXIF (JEITA CP-3451) and XMP; editors add names and
words. None of it is needed to see the picture. Nothing is encoded anew: evidence stays as sharp as it came.
"""

from __future__ import annotations

import re
import struct
import zlib

JPEG_START, JPEG_END = b"\xff\xd8", 0xD9
PNG_START = b"\x89PNG\r\n\x1a\n"
SCAN, COMMENT = 0xDA, 0xFE
APP0, APP15 = 0xE0, 0xEF
EXIF = b"Exif\0\0"
# Application segments that say how pixels are shown, by their first letters; a JFXX thumbnail or a second image is neither.
SHOWN = ((0xE0, b"JFIF\0"), (0xE2, b"ICC_PROFILE\0"), (0xEE, b"Adobe"))
# Within a scan 0xFF stands for itself when 0x00 follows, and restart markers belong to it (ISO 10918-1, B.1.1).
AFTER_SCAN = re.compile(rb"\xff+[^\x00\xd0-\xd7\xff]")
# Chunks without which a PNG looks otherwise (ISO 15948, 11); words, times and EXIF are not among them.
CHUNKS = frozenset(b"IHDR PLTE IDAT IEND tRNS cHRM gAMA iCCP sBIT sRGB bKGD pHYs cICP acTL fcTL fdAT".split())
ORIENTATION, UPRIGHT = 0x0112, 1


JPEG, PNG = "image/jpeg", "image/png"


class BrokenPicture(ValueError):
    """The parts of a file don't lead to its end, so nobody can say what it carries."""


def kind_of(content: bytes) -> str:
    """What a picture is by its own bytes, never by its name: JPEG (ISO 10918-1), PNG (ISO 15948), or nothing."""
    if content.startswith(b"\xff\xd8\xff"):
        return JPEG
    return PNG if content.startswith(PNG_START) else ""


def without_traces(content: bytes) -> bytes:
    """The same JPEG or PNG without place, time, device, words, previews and whatever follows its end; any other file as it is.

    How the camera was held is kept (EXIF orientation alone): without it a portrait would lie on its side.

    Raises:
        BrokenPicture: it begins as a picture, and its segments or chunks do not lead to its end.
    """
    try:
        if content.startswith(JPEG_START):
            return _jpeg(content)
        if content.startswith(PNG_START):
            return _png(content)
    except (struct.error, IndexError) as cut_off:
        raise BrokenPicture from cut_off
    return content


def _jpeg(content: bytes) -> bytes:
    head, held, at = [JPEG_START], UPRIGHT, 2
    rest: list[bytes] = []
    while True:
        marker, at = _marker(content, at)
        if marker == JPEG_END:
            said = _segment(0xE1, EXIF + _exif(held)) if held != UPRIGHT else b""
            return b"".join([*head, said, *rest, b"\xff\xd9"])
        (length,) = struct.unpack_from(">H", content, at)
        body, at = content[at + 2 : at + length], at + length
        if length < 2 or at > len(content):
            raise BrokenPicture
        if marker == 0xE1 and body.startswith(EXIF):
            held = _orientation(body[len(EXIF) :])
        elif (marker, b"JFIF\0") == (APP0, body[:5]):
            head.append(_segment(marker, body))
        elif any(marker == known and body.startswith(letters) for known, letters in SHOWN) or not (APP0 <= marker <= APP15 or marker == COMMENT):
            rest.append(_segment(marker, body))
        if marker == SCAN:
            found = AFTER_SCAN.search(content, at)
            if found is None:
                raise BrokenPicture
            rest.append(content[at : found.start()])
            at = found.start()


def _marker(content: bytes, at: int) -> tuple[int, int]:
    """The next marker, over its fill bytes, and where its segment begins."""
    if content[at] != 0xFF:
        raise BrokenPicture
    while content[at] == 0xFF:
        at += 1
    return content[at], at + 1


def _segment(marker: int, body: bytes) -> bytes:
    return struct.pack(">BBH", 0xFF, marker, len(body) + 2) + body


def _orientation(tiff: bytes) -> int:
    """What EXIF says of how the camera was held, 1 to 8; upright where it says nothing that can be read."""
    try:
        order = {b"II": "<", b"MM": ">"}[tiff[:2]]
        (first,) = struct.unpack_from(f"{order}I", tiff, 4)
        (entries,) = struct.unpack_from(f"{order}H", tiff, first)
        for entry in range(entries):
            tag, _kind, _count, value = struct.unpack_from(f"{order}HHIH", tiff, first + 2 + 12 * entry)
            if tag == ORIENTATION:
                return value if 1 <= value <= 8 else UPRIGHT
    except (KeyError, struct.error):
        pass
    return UPRIGHT


def _exif(held: int) -> bytes:
    """A directory with one entry: big-endian, the orientation as one 16-bit number, no other directory."""
    return struct.pack(">2sHIHHHIHHI", b"MM", 42, 8, 1, ORIENTATION, 3, 1, held, 0, 0)


def _png(content: bytes) -> bytes:
    kept, at = [PNG_START], len(PNG_START)
    while True:
        length, name = struct.unpack_from(">I4s", content, at)
        end = at + 12 + length
        if end > len(content) or (len(kept) == 1) != (name == b"IHDR"):
            raise BrokenPicture
        body = content[at + 8 : end - 4]
        if name == b"eXIf" and (held := _orientation(body)) != UPRIGHT:
            kept.append(_chunk(name, _exif(held)))
        elif name in CHUNKS:
            kept.append(content[at:end])
        if name == b"IEND":
            return b"".join(kept)
        at = end


def _chunk(name: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))
