"""Evidence in pictures: known by their content, kept where only this room finds them."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import UploadedFile

from ecosystem.kernel.ids import uuid7
from ecosystem.kernel.pictures import BrokenPicture, without_traces
from ecosystem.kernel.verbs import inner

from .errors import NotAPicture, TooManyPictures
from .models import Photo, Step

LARGEST = 5 * 1024 * 1024
MOST = 5
KINDS = {"image/jpeg": b"\xff\xd8\xff", "image/png": b"\x89PNG\r\n\x1a\n"}


@dataclass(frozen=True, slots=True)
class Shot:
    """A picture as it is kept, with what its own bytes say it is."""

    content: bytes
    kind: str

    @property
    def digest(self) -> bytes:
        return hashlib.sha256(self.content).digest()


def taken(content: bytes) -> Shot:
    """The picture without what it tells of the place and the device. Both sides and the platform see evidence, and none needs that.

    Raises:
        NotAPicture: neither JPEG nor PNG by its content, empty, cut off, or larger than 5 MB.
    """
    if len(content) > LARGEST:
        raise NotAPicture
    kind = next((kind for kind, beginning in KINDS.items() if content.startswith(beginning)), "")
    if not kind:
        raise NotAPicture
    try:
        return Shot(without_traces(content), kind)
    except BrokenPicture as broken:
        raise NotAPicture from broken


def taken_all(files: Iterable[object]) -> tuple[Shot, ...]:
    """The pictures that a form sent along; empty fields are none. Raises ``NotAPicture``."""
    sent = [file for file in files if isinstance(file, UploadedFile)]
    if any((file.size or 0) > LARGEST for file in sent):
        raise NotAPicture
    return tuple(taken(file.read()) for file in sent if file.size)


@inner
def keep(shots: Sequence[Shot], step: Step) -> None:
    """Keep pictures with the step they belong to; one that the side showed before is shown once.

    A file whose transaction fails afterwards stays behind without a row: nothing finds it.

    Raises:
        TooManyPictures: more than five of a side.
    """
    shown = {bytes(digest) for digest in Photo.objects.filter(case=step.case_id, side=step.side).values_list("digest", flat=True)}
    fresh = {shot.digest: shot for shot in shots if shot.digest not in shown}
    if len(shown) + len(fresh) > MOST:
        raise TooManyPictures(most=MOST)
    for digest, shot in fresh.items():
        photo = Photo(id=uuid7(), case_id=step.case_id, step=step, side=step.side, kind=shot.kind, size=len(shot.content), digest=digest)
        photo.name = default_storage.save(f"aftersale/{photo.pk}", ContentFile(shot.content))
        photo.save(force_insert=True)


def content_of(photo: Photo) -> bytes:
    with default_storage.open(photo.name) as file:
        return bytes(file.read())
