"""Evidence in pictures, of both sides of a case."""

from __future__ import annotations

from collections.abc import Sequence

from ecosystem.kernel.ids import uuid7
from ecosystem.kernel.photos import Shot, fresh, stored
from ecosystem.kernel.verbs import inner

from .models import Photo, Step


@inner
def keep(shots: Sequence[Shot], step: Step) -> None:
    """Keep pictures with the step they belong to; one that the side showed before is shown once.

    Raises:
        TooManyPictures: more than five of a side.
    """
    shown = {bytes(digest) for digest in Photo.objects.filter(case=step.case_id, side=step.side).values_list("digest", flat=True)}
    for digest, shot in fresh(shots, shown).items():
        photo = Photo(id=uuid7(), case_id=step.case_id, step=step, side=step.side, kind=shot.kind, size=len(shot.content), digest=digest)
        photo.name = stored(shot, f"aftersale/{photo.pk}")
        photo.save(force_insert=True)
