"""Pictures beside a review."""

from __future__ import annotations

from collections.abc import Sequence

from ecosystem.kernel.ids import uuid7
from ecosystem.kernel.photos import Shot, fresh, stored
from ecosystem.kernel.verbs import inner

from .models import Photo, Review


@inner
def keep(shots: Sequence[Shot], review: Review) -> None:
    """Keep pictures with their review, each once.

    Raises:
        TooManyPictures: more than five of a review.
    """
    shown = {bytes(digest) for digest in Photo.objects.filter(review=review).values_list("digest", flat=True)}
    for digest, shot in fresh(shots, shown).items():
        photo = Photo(id=uuid7(), review=review, kind=shot.kind, size=len(shot.content), digest=digest)
        photo.name = stored(shot, f"reviews/{photo.pk}")
        photo.save(force_insert=True)
