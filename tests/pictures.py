"""Real pictures for tests: a JPEG that a phone could have taken, with its place in it, and a small PNG; both can be shown."""

from __future__ import annotations

import base64
import struct
import zlib

# 24 × 16, progressive, held sideways (orientation 6); maker, model, time, 30.6° N 122.9° E, and a comment with an address.
PHONE_JPEG = base64.b64decode(
    """
    /9j/4AAQSkZJRgABAQAAAQABAAD/4QDiRXhpZgAATU0AKgAAAAgABQEPAAIAAAAMAAAASgEQAAIAAAAJAAAAVgESAAMAAAABAAYAAAEyAAIAAAAUAAAAYIglAAQAAAABAAAAdAAAAABQ
    aG9uZSBNYWtlcgBQaG9uZSAxMgAAMjAyNjoxMTowMyAxMDowMDowMAAABAABAAIAAAACTgAAAAACAAUAAAADAAAAqgADAAIAAAACRQAAAAAEAAUAAAADAAAAwgAAAAAAAAAeAAAAAQAA
    ACQAAAABAAAAAAAAAAEAAAB6AAAAAQAAADYAAAABAAAAAAAAAAH//gAYUGxhbmUgVHJlZSBDb3VydCAzLTIwMf/bAEMAFA4PEg8NFBIQEhcVFBgeMiEeHBwePSwuJDJJQExLR0BGRVBa
    c2JQVW1WRUZkiGVtd3uBgoFOYI2XjH2Wc36BfP/bAEMBFRcXHhoeOyEhO3xTRlN8fHx8fHx8fHx8fHx8fHx8fHx8fHx8fHx8fHx8fHx8fHx8fHx8fHx8fHx8fHx8fHx8fP/CABEIABAA
    GAMBIgACEQEDEQH/xAAWAAEBAQAAAAAAAAAAAAAAAAAAAgT/xAAVAQEBAAAAAAAAAAAAAAAAAAAAAv/aAAwDAQACEAMQAAABzqXcqH//xAAUEAEAAAAAAAAAAAAAAAAAAAAg/9oACAEB
    AAEFAl//xAAWEQADAAAAAAAAAAAAAAAAAAAAFGH/2gAIAQMBAT8BXovT/8QAFhEAAwAAAAAAAAAAAAAAAAAAABNh/9oACAECAQE/AXwfD//EABQQAQAAAAAAAAAAAAAAAAAAACD/2gAI
    AQEABj8CX//EABQQAQAAAAAAAAAAAAAAAAAAACD/2gAIAQEAAT8hX//aAAwDAQACAAMAAAAQNN//xAAXEQADAQAAAAAAAAAAAAAAAAAAEeHw/9oACAEDAQE/ENKmlT//xAAXEQADAQAA
    AAAAAAAAAAAAAAAAEeHw/9oACAECAQE/ENOGnD//xAAUEAEAAAAAAAAAAAAAAAAAAAAg/9oACAEBAAE/EF//2Q==    """
)


def png_chunk(name: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))


def drawn(size: int = 96, *more: tuple[bytes, bytes]) -> bytes:
    """A picture that a browser can show, as PNG: a split carton, in two colours; with more chunks where they are given."""
    rows = b"".join(b"\0" + b"".join((b"\xd8\x5a\x4a" if (x + y) % 24 < 12 else b"\xf4\xee\xe2") for x in range(size)) for y in range(size))
    parts = [(b"IHDR", struct.pack(">IIBBBBB", size, size, 8, 2, 0, 0, 0)), *more, (b"IDAT", zlib.compress(rows)), (b"IEND", b"")]
    return b"\x89PNG\r\n\x1a\n" + b"".join(png_chunk(name, body) for name, body in parts)
