"""A private file on its way in and out: what a form or a program sent, and the answer that carries it."""

from __future__ import annotations

import base64
import binascii
from typing import Any

from django.http import HttpRequest, HttpResponse
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from .errors import FileTooLarge, FileUnknown
from .models import Document
from .rules import MOST_BYTES

ENDINGS = {"image/jpeg": "jpg", "image/png": "png", "application/pdf": "pdf"}


def attached(request: HttpRequest, field: str) -> bytes:
    """The bytes that a form sent. One more than allowed is enough to know; the name they came with is not looked at."""
    sent = request.FILES.get(field)
    return sent.read(MOST_BYTES + 1) if sent else b""


def answered(document: Document, content: bytes) -> HttpResponse:
    """The file itself: pictures are shown, a PDF is saved; under a name of ours, and never run."""
    answer = HttpResponse(content, content_type=document.media)
    how = "inline" if document.media.startswith("image/") else "attachment"
    answer["Content-Disposition"] = f'{how}; filename="{document.pk.hex[-8:]}.{ENDINGS[document.media]}"'
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Cache-Control"] = "private, no-store"
    return answer


@extend_schema_field({"type": "string", "contentEncoding": "base64"})
class BytesField(serializers.Field[Any, Any, Any, Any]):
    """Base64 ⇄ bytes; more than a paper may have is not even decoded."""

    def to_representation(self, value: bytes) -> str:
        return base64.b64encode(value).decode()

    def to_internal_value(self, data: Any) -> bytes:
        if isinstance(data, bytes):
            # A part of a body in parts: the bytes themselves.
            return data
        if not isinstance(data, str):
            raise FileUnknown
        if len(data) > MOST_BYTES * 4 // 3 + 4:
            raise FileTooLarge(most=MOST_BYTES // 1_048_576)
        try:
            return base64.b64decode(data, validate=True)
        except binascii.Error:
            raise FileUnknown from None
