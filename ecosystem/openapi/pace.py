"""How often one client may send."""

from __future__ import annotations

from django.conf import settings
from rest_framework.exceptions import Throttled
from rest_framework.request import Request
from rest_framework.throttling import SimpleRateThrottle
from rest_framework.views import APIView

from .models import Client


class ClientPace(SimpleRateThrottle):
    """Counted for each client apart and only once its signature fits, so that nobody spends another's turns."""

    def __init__(self, client: Client) -> None:
        self.client = client
        self.rate = settings.CLIENT_PACE
        super().__init__()

    def get_cache_key(self, request: Request, view: APIView) -> str:
        return f"openapi/pace/{self.client.pk}"


def require_pace(client: Client, request: Request, view: APIView) -> None:
    """Raises ``Throttled``, which says when to come again."""
    pace = ClientPace(client)
    if not pace.allow_request(request, view):
        raise Throttled(wait=pace.wait())
