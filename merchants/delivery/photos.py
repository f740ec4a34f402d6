"""What riders show: where they left it, or why they could not."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from ecosystem.kernel.ids import uuid7
from ecosystem.kernel.photos import Shot, fresh, stored
from ecosystem.kernel.verbs import inner

from .models import Delivery, Photo


@inner
def keep(shots: Sequence[Shot], delivery: Delivery, *, of: str, at: datetime) -> None:
    """Keep pictures with their delivery, each once.

    Raises:
        TooManyPictures: more than five of a delivery.
    """
    shown = {bytes(digest) for digest in Photo.objects.filter(delivery=delivery).values_list("digest", flat=True)}
    for digest, shot in fresh(shots, shown).items():
        photo = Photo(id=uuid7(), delivery=delivery, of=of, kind=shot.kind, size=len(shot.content), digest=digest, taken_at=at)
        photo.name = stored(shot, f"delivery/{photo.pk}")
        photo.save(force_insert=True)
