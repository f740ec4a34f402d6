"""Pictures beside a review, taken as after-sale takes evidence: without place and device."""

from __future__ import annotations

from collections.abc import Sequence

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from ecosystem.kernel.ids import uuid7
from ecosystem.kernel.verbs import inner
from merchants.aftersale.public import MOST, Shot, TooManyPictures

from .models import Photo, Review


@inner
def keep(shots: Sequence[Shot], review: Review) -> None:
    """Keep pictures with their review, each once. A file whose transaction fails afterwards stays without a row: nothing finds it.

    Raises:
        TooManyPictures: more than five of a review.
    """
    shown = {bytes(digest) for digest in Photo.objects.filter(review=review).values_list("digest", flat=True)}
    fresh = {shot.digest: shot for shot in shots if shot.digest not in shown}
    if len(shown) + len(fresh) > MOST:
        raise TooManyPictures(most=MOST)
    for digest, shot in fresh.items():
        photo = Photo(id=uuid7(), review=review, kind=shot.kind, size=len(shot.content), digest=digest)
        photo.name = default_storage.save(f"reviews/{photo.pk}", ContentFile(shot.content))
        photo.save(force_insert=True)


def content_of(photo: Photo) -> bytes:
    with default_storage.open(photo.name) as file:
        return bytes(file.read())
