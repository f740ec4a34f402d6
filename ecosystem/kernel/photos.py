"""Pictures that people hand in: known by their content, kept in the store under a name that only a row knows."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from .errors import Invalid
from .pictures import BrokenPicture, kind_of, without_traces

LARGEST = 5 * 1024 * 1024
MOST = 5


class NotAPicture(Invalid):
    code = "not_a_picture"
    sentence = _("Only JPEG and PNG pictures of at most 5 MB are taken.")
    next_step = _("Take the photo again, or save it as JPEG.")


class TooManyPictures(Invalid):
    code = "too_many_pictures"
    sentence = _("Each side shows at most %(most)s pictures.")
    next_step = _("Choose those that show it best.")


@dataclass(frozen=True, slots=True)
class Shot:
    """A picture as it is kept, with what its own bytes say it is."""

    content: bytes
    kind: str

    @property
    def digest(self) -> bytes:
        return hashlib.sha256(self.content).digest()


def taken(content: bytes) -> Shot:
    """The picture without what it tells of the place and the device; nobody who may look at it needs that.

    Raises:
        NotAPicture: neither JPEG nor PNG by its content, empty, cut off, or larger than 5 MB.
    """
    if len(content) > LARGEST:
        raise NotAPicture
    kind = kind_of(content)
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


def fresh(shots: Iterable[Shot], shown: Collection[bytes], *, most: int = MOST) -> dict[bytes, Shot]:
    """Those that are not among the digests ``shown``, each once, by their digests.

    Raises:
        TooManyPictures: with those shown they are more than ``most``.
    """
    new = {shot.digest: shot for shot in shots if shot.digest not in shown}
    if len(shown) + len(new) > most:
        raise TooManyPictures(most=most)
    return new


def stored(shot: Shot, name: str) -> str:
    """Where the store keeps it. A file whose transaction fails afterwards stays behind without a row: nothing finds it."""
    return str(default_storage.save(name, ContentFile(shot.content)))


def content_of(name: str) -> bytes:
    with default_storage.open(name) as file:
        return bytes(file.read())
