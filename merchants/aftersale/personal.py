"""After-sale cases of a buyer: told to her, in the way while they are open; her words and pictures go with her, what was decided stays."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import connection
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ecosystem.kernel.files import delete_after_commit
from ecosystem.kernel.money import to_text
from ecosystem.kernel.verbs import inner
from ecosystem.ports import Hindrance, Personal, Section, Subject
from merchants.customers.public import parties_behind

from .models import Case, Step
from .models.cases import ENDED


def tell(subject: Subject) -> Sequence[Section]:
    hers = parties_behind(subject.party_id)
    cases = Case.objects.filter(buyer__in=hers).select_related("shop", "order").order_by("applied_at", "pk")
    steps = Step.objects.filter(case__buyer__in=hers).select_related("case__order").order_by("pk")
    return [
        Section(
            "after_sales",
            gettext_lazy("Money that you asked back"),
            (
                {
                    "number": one.order.number,
                    "shop": one.shop.name,
                    "at": one.applied_at,
                    "why": one.reason,
                    "note": one.note,
                    "amount": to_text(one.asked_minor),
                    "status": one.status,
                }
                for one in cases
            ),
        ),
        Section(
            "after_sale_steps",
            gettext_lazy("What was said and done there"),
            ({"number": one.case.order.number, "at": one.at, "what": one.act, "who": one.side, "text": one.text} for one in steps),
        ),
    ]


def hinder(subject: Subject, at: datetime) -> Sequence[Hindrance]:
    cases = Case.objects.filter(buyer__in=parties_behind(subject.party_id)).exclude(status__in=ENDED).select_related("order")
    return [
        Hindrance(
            "after_sale_open",
            _("Your request for order %(number)s is not decided yet.") % {"number": one.order.number},
            _("Wait for the answer, or take the request back."),
            "after-sales:mine",
        )
        for one in cases.order_by("applied_at", "pk")[:5]
    ]


@inner
def forget(subject: Subject, at: datetime) -> None:
    hers = parties_behind(subject.party_id)
    Case.objects.filter(buyer__in=hers).exclude(note="").update(note="")
    with connection.cursor() as cursor:
        cursor.execute("SELECT aftersale_forget_words(%s)", [hers])
        names = [name for (name,) in cursor.fetchall()]
    delete_after_commit(names)


PERSONAL = Personal(tell=tell, hinder=hinder, forget=forget)
