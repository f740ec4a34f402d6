"""What somebody wrote of shops: words and pictures go with her, stars stay, since a rating counts them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from ecosystem.kernel.files import delete_after_commit
from ecosystem.kernel.verbs import inner
from ecosystem.ports import Personal, Section, Subject

from .models import Complaint, Photo, Question, Review

# A question and an appeal must say something; what they said is gone.
GONE = "—"


def tell(subject: Subject) -> Sequence[Section]:
    written = Review.objects.filter(buyer=subject.party_id).select_related("shop").prefetch_related("photos").order_by("written_at", "pk")
    asked = Question.objects.filter(asker=subject.party_id).select_related("shop").order_by("asked_at", "pk")
    complained = Complaint.objects.filter(complainant=subject.party_id).order_by("made_at", "pk")
    return [
        Section(
            "reviews",
            _("Your reviews"),
            (
                {
                    "shop": one.shop.name,
                    "at": one.written_at,
                    "stars": one.stars,
                    "text": one.text,
                    "answer": one.reply,
                    "photos": len(one.photos.all()),
                }
                for one in written
            ),
        ),
        Section(
            "questions",
            _("Your questions to shops"),
            ({"shop": one.shop.name, "at": one.asked_at, "text": one.text, "answer": one.answer} for one in asked),
        ),
        Section(
            "complaints",
            _("What you reported or appealed against"),
            ({"at": one.made_at, "what": one.kind, "why": one.reason, "text": one.words, "status": one.status} for one in complained),
        ),
    ]


@inner
def forget(subject: Subject, at: datetime) -> None:
    Review.objects.filter(buyer=subject.party_id).exclude(text="").update(text="")
    Question.objects.filter(asker=subject.party_id).update(text=GONE)
    hers = Complaint.objects.filter(complainant=subject.party_id)
    hers.filter(kind="appeal").update(words=GONE)
    hers.exclude(kind="appeal").update(words="")
    shown = Photo.objects.filter(review__buyer=subject.party_id)
    names = list(shown.values_list("name", flat=True))
    shown.delete()
    delete_after_commit(names)


PERSONAL = Personal(tell=tell, forget=forget)
