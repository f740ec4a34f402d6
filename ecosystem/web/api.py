"""What every endpoint stands on: who acts, the repeat key, money in and out."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import OpenApiParameter
from rest_framework import authentication, permissions, serializers
from rest_framework.exceptions import ParseError
from rest_framework.request import Request, is_form_media_type

from ecosystem.kernel import money
from ecosystem.kernel.actor import VISITOR, Actor
from ecosystem.kernel.errors import Invalid

if TYPE_CHECKING:
    # rest_framework.views reads the settings that name this module, so it must not be imported from here.
    pass

MAX_KEY = 128
IN_PARTS = "multipart/form-data"
REPEAT_KEY = OpenApiParameter(
    "Idempotency-Key",
    str,
    OpenApiParameter.HEADER,
    required=True,
    description="A key of your making, one for each act; the same key repeats the first result.",
)


class RepeatKeyMissing(Invalid):
    code = "idempotency_key_missing"
    sentence = _("This request needs an Idempotency-Key header.")
    next_step = _("Make up a unique key for the act, and send the same key when you repeat it.")
    http_status = 400


class SessionAuthentication(authentication.SessionAuthentication):
    """Answers 401, not 403, to a visitor."""

    def authenticate_header(self, request: Request) -> str:
        return "Session"


class SignedIn(permissions.BasePermission):
    """Deny by default; an endpoint that is open to visitors says ``permission_classes = [AnyVisitor]``."""

    def has_permission(self, request: Request, view: object) -> bool:
        return bool(request.user and request.user.is_authenticated)


class AnyVisitor(permissions.BasePermission):
    def has_permission(self, request: Request, view: object) -> bool:
        return True


def actor_of(request: Any) -> Actor:
    """The actor of a request, from the person who is signed in."""
    person = request.user
    if not person.is_authenticated:
        return VISITOR
    return Actor(person_id=person.pk, party_id=person.party_id, device=getattr(request, "device", ""))


def repeat_key(request: Request) -> str:
    """The ``Idempotency-Key`` header (draft-ietf-httpapi-idempotency-key-header-07).

    Raises:
        RepeatKeyMissing: no key, or one longer than 128 characters.
    """
    key = str(request.headers.get("Idempotency-Key", "")).strip().strip('"')
    if not key or len(key) > MAX_KEY:
        raise RepeatKeyMissing
    return key


class MoneyField(serializers.Field):  # type: ignore[type-arg]
    """``{"amount": "12.50", "currency": "CNY"}`` ⇄ minor units."""

    def to_representation(self, value: int) -> dict[str, str]:
        return {"amount": money.to_text(value), "currency": money.CNY}

    def to_internal_value(self, data: Any) -> int:
        if not isinstance(data, dict) or set(data) != {"amount", "currency"} or not isinstance(data["amount"], str):
            raise serializers.ValidationError(_('Money is written {"amount": "12.50", "currency": "CNY"}.'))
        return money.from_text(data["amount"], str(data["currency"]))


class Input(serializers.Serializer):  # type: ignore[type-arg]
    """A request body; a field that nobody asked for is refused, not ignored."""

    def to_internal_value(self, data: Any) -> Any:
        if isinstance(data, dict):
            unknown = set(data) - set(self.fields)
            if unknown:
                raise serializers.ValidationError({name: [_("This field is not taken here.")] for name in sorted(unknown)})
        return super().to_internal_value(data)


def given(kind: type[serializers.Serializer[Any]], request: Request) -> dict[str, Any]:
    """The body of a request, read as that kind. Raises ``ValidationError``."""
    sent = kind(data=_parts(request) if is_form_media_type(request.content_type) else request.data)
    sent.is_valid(raise_exception=True)
    return dict(sent.validated_data)


def _parts(request: Request) -> dict[str, Any]:
    """A body in parts, as one: the JSON of the part ``body``, and every file under its part's name. Raises ``ParseError``."""
    try:
        told = json.loads(dict(request.data).get("body", [""])[0])
    except ValueError:
        told = None
    if not isinstance(told, dict):
        raise ParseError
    return {**told, **{name: sent.read(settings.UPLOAD_MAX_SIZE) for name, sent in request.FILES.items()}}


def in_parts(name: str, field: str) -> dict[str, object]:
    """How a body with a file is described beside the JSON alone, for the field that it fills."""
    parts = {"body": {"type": "string", "description": f"{name} as JSON, without {field}."}, field: {"type": "string", "format": "binary"}}
    return {"type": "object", "properties": parts, "required": ["body"]}
