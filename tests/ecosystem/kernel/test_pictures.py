"""A photo keeps its pixels and how it was held, and tells nothing else."""

from __future__ import annotations

import struct

import pytest

from ecosystem.kernel.pictures import BrokenPicture, without_traces
from tests.pictures import PHONE_JPEG, drawn, png_chunk

TOLD = (b"Phone Maker", b"Phone 12", b"2026:11:03", b"Plane Tree Court")
TABLES = b"\xff\xdb"
HELD_SIDEWAYS = struct.pack(">HHIHH", 0x0112, 3, 1, 6, 0)
WORDS = (b"tEXt", b"Author\0Mei Zhou"), (b"tIME", b"\x07\xea\x0b\x03\x0a\0\0")


def test_a_phones_photo_loses_its_place_and_keeps_its_pixels_and_how_it_was_held() -> None:
    assert all(word in PHONE_JPEG for word in TOLD)
    kept = without_traces(PHONE_JPEG)
    assert not any(word in kept for word in TOLD)
    # GPS is tag 0x8825 of EXIF.
    assert b"\x88\x25" in PHONE_JPEG
    assert b"\x88\x25" not in kept[: kept.index(TABLES)]
    assert HELD_SIDEWAYS in kept[: kept.index(TABLES)]
    assert kept[kept.index(TABLES) :] == PHONE_JPEG[PHONE_JPEG.index(TABLES) :]
    assert without_traces(kept) == kept


def test_what_follows_a_pictures_end_or_hides_in_other_segments_goes() -> None:
    kept = without_traces(PHONE_JPEG)
    second = b"MPF\0" + b"preview"
    segment = struct.pack(">BBH", 0xFF, 0xE2, len(second) + 2) + second
    icc = b"ICC_PROFILE\0\x01\x01profile"
    profile = struct.pack(">BBH", 0xFF, 0xE2, len(icc) + 2) + icc
    at = kept.index(TABLES)
    assert without_traces(kept[:at] + segment + kept[at:] + PHONE_JPEG) == kept
    assert without_traces(kept[:at] + profile + kept[at:]) == kept[:at] + profile + kept[at:]


def test_a_png_loses_its_words_and_keeps_how_it_was_held() -> None:
    plain = drawn(8)
    assert without_traces(drawn(8, *WORDS) + b"trailer") == plain
    sideways = without_traces(drawn(8, (b"eXIf", PHONE_JPEG[PHONE_JPEG.index(b"Exif\0\0") + 6 :][:200])))
    assert HELD_SIDEWAYS in sideways
    assert len(sideways) < len(plain) + 40
    assert without_traces(sideways) == sideways


@pytest.mark.parametrize("whole", [PHONE_JPEG, drawn(8)], ids=["jpeg", "png"])
def test_a_picture_that_does_not_lead_to_its_end_is_broken(whole: bytes) -> None:
    for length in range(8, len(whole) - 1):
        with pytest.raises(BrokenPicture):
            without_traces(whole[:length])
    with pytest.raises(BrokenPicture):
        without_traces(b"\xff\xd8\xff\xe0\0\1" + whole)
    with pytest.raises(BrokenPicture):
        without_traces(b"\x89PNG\r\n\x1a\n" + png_chunk(b"IDAT", b"") + whole[8:])


def test_what_is_no_picture_is_left_alone() -> None:
    assert without_traces(b"%PDF-1.7\n%%EOF\n") == b"%PDF-1.7\n%%EOF\n"
