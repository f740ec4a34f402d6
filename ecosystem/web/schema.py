"""What the API description says of our own fields and of how to sign in."""

from __future__ import annotations

from typing import Any

from drf_spectacular.extensions import OpenApiAuthenticationExtension, OpenApiSerializerFieldExtension
from drf_spectacular.openapi import AutoSchema


class SessionScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]
    target_class = "ecosystem.web.api.SessionAuthentication"
    name = "session"

    def get_security_definition(self, auto_schema: AutoSchema) -> dict[str, Any]:
        return {"type": "apiKey", "in": "cookie", "name": "sessionid"}


class MoneySchema(OpenApiSerializerFieldExtension):  # type: ignore[no-untyped-call]
    target_class = "ecosystem.web.api.MoneyField"

    def map_serializer_field(self, auto_schema: AutoSchema, direction: str) -> dict[str, Any]:
        return {
            "type": "object",
            "description": "A decimal string in the currency's main unit; never a float.",
            "properties": {"amount": {"type": "string", "examples": ["12.50"]}, "currency": {"type": "string", "enum": ["CNY"]}},
            "required": ["amount", "currency"],
            "additionalProperties": False,
        }
