"""Memberships, for programs: joining, leaving, points line by line."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.urls import path
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from ecosystem.kernel import clock
from ecosystem.web.api import MoneyField, actor_of

from . import access, actions, queries


class MemberOutput(serializers.Serializer[Any]):
    shop = serializers.UUIDField(source="shop_id")
    level = serializers.IntegerField()
    points = serializers.IntegerField()
    spent_within_a_year = MoneyField(source="spent_minor")
    joined_at = serializers.DateTimeField()
    left_at = serializers.DateTimeField(allow_null=True)


class PointEntryOutput(serializers.Serializer[Any]):
    number = serializers.IntegerField()
    kind = serializers.CharField()
    points = serializers.IntegerField()
    balance = serializers.IntegerField()
    cause = serializers.UUIDField(allow_null=True)
    at = serializers.DateTimeField()


class MembershipView(APIView):
    @extend_schema(responses=MemberOutput)
    def get(self, request: Request, shop_id: UUID) -> Response:
        """The caller's membership of a shop."""
        return Response(MemberOutput(access.member_for(actor_of(request), shop_id)).data)

    @extend_schema(request=None, responses=MemberOutput)
    def put(self, request: Request, shop_id: UUID) -> Response:
        """Join; saying it again is saying it once."""
        return Response(MemberOutput(actions.join_shop(shop_id=shop_id, by=actor_of(request), at=clock.now())).data)

    @extend_schema(responses=MemberOutput)
    def delete(self, request: Request, shop_id: UUID) -> Response:
        """Leave; what is left of the points is lost."""
        return Response(MemberOutput(actions.leave_shop(shop_id=shop_id, by=actor_of(request), at=clock.now())).data)


class PointsView(APIView):
    @extend_schema(responses=PointEntryOutput(many=True))
    def get(self, request: Request, shop_id: UUID) -> Response:
        """The caller's points at a shop, the latest line first."""
        member = access.member_for(actor_of(request), shop_id)
        return Response(PointEntryOutput(queries.points_of(member.pk), many=True).data)


urlpatterns = [
    path("shops/<uuid:shop_id>/membership", MembershipView.as_view(), name="membership"),
    path("shops/<uuid:shop_id>/membership/points", PointsView.as_view(), name="membership-points"),
]
