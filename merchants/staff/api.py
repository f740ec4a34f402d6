"""Who works at a shop, who is asked to, and how far each role may go, for programs of managers. PINs are typed by people alone."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.urls import path, reverse
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from ecosystem.kernel import clock
from ecosystem.web.api import REPEAT_KEY, Input, MoneyField, actor_of, repeat_key
from merchants.shops.public import MANAGERS, Shop, shop_for

from . import actions, links, queries
from .models import ROLES, Invitation
from .rules import Limits


class RoleOutput(serializers.Serializer[Any]):
    id = serializers.IntegerField()
    role = serializers.CharField()
    shops = serializers.ListField(child=serializers.UUIDField(), source="places", allow_null=True, help_text="Empty for all of the party's.")
    since = serializers.DateTimeField()


class WorkerOutput(serializers.Serializer[Any]):
    person = serializers.UUIDField(source="person.id")
    name_zh = serializers.CharField(source="person.party.name_zh")
    name_en = serializers.CharField(source="person.party.name_en")
    roles = RoleOutput(many=True)
    pin = serializers.ChoiceField(["", "set", "locked"])


class InvitationOutput(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    role = serializers.CharField()
    shops = serializers.ListField(child=serializers.UUIDField(), source="places", allow_null=True)
    contact = serializers.CharField()
    status = serializers.CharField()
    expires_at = serializers.DateTimeField()
    link = serializers.SerializerMethodField(help_text="Good once: hand it to nobody but the person who is asked.")

    def get_link(self, invitation: Invitation) -> str:
        request: Request = self.context["request"]
        return str(request.build_absolute_uri(reverse("staff:join", args=[links.write(invitation)])))


class StaffOutput(serializers.Serializer[Any]):
    people = WorkerOutput(many=True)
    invitations = InvitationOutput(many=True)


class InvitationInput(Input):
    contact = serializers.CharField(max_length=120)
    role = serializers.ChoiceField(ROLES)
    shops = serializers.ListField(child=serializers.UUIDField(), default=None, allow_null=True, max_length=200)


class MemberInput(Input):
    role = serializers.ChoiceField(ROLES)
    shops = serializers.ListField(child=serializers.UUIDField(), default=None, allow_null=True, max_length=200)


class LimitsInput(Input):
    """What is ``null`` has no limit; parts are in basis points of a line, of the shelf's price or of the last one agreed."""

    discount_bp = serializers.IntegerField(min_value=0, max_value=10_000, allow_null=True)
    override_bp = serializers.IntegerField(min_value=0, max_value=10_000, allow_null=True)
    refund = MoneyField(allow_null=True)
    purchase = MoneyField(allow_null=True)
    dearer_bp = serializers.IntegerField(min_value=0, max_value=10_000, allow_null=True)
    below_nothing = serializers.DecimalField(
        max_digits=14, decimal_places=3, min_value=0, allow_null=True, help_text="How far below nothing a sale may leave a shelf, in its unit."
    )


class LimitsOutput(serializers.Serializer[Any]):
    role = serializers.CharField()
    discount_bp = serializers.IntegerField(allow_null=True)
    override_bp = serializers.IntegerField(allow_null=True)
    refund = MoneyField(allow_null=True)
    purchase = MoneyField(allow_null=True)
    dearer_bp = serializers.IntegerField(allow_null=True)
    below_nothing = serializers.DecimalField(max_digits=14, decimal_places=3, allow_null=True)


class StaffView(APIView):
    @extend_schema(responses=StaffOutput)
    def get(self, request: Request, shop_id: UUID) -> Response:
        """Who works at the shop, and the invitations that nobody has answered."""
        return Response(_staff(request, shop_for(actor_of(request), shop_id, MANAGERS)))


class InvitationsView(APIView):
    @extend_schema(request=InvitationInput, responses={201: InvitationOutput}, parameters=[REPEAT_KEY])
    def post(self, request: Request, shop_id: UUID) -> Response:
        """Offer a role by a signed link, at all shops of the merchant or at some."""
        given = InvitationInput(data=request.data)
        given.is_valid(raise_exception=True)
        said = given.validated_data
        invitation = actions.invite(
            shop_id=shop_id,
            contact=said["contact"],
            role=said["role"],
            places=said["shops"],
            key=repeat_key(request),
            by=actor_of(request),
            at=clock.now(),
        )
        return Response(InvitationOutput(invitation, context={"request": request}).data, status=201)


class InvitationView(APIView):
    @extend_schema(request=None, responses=InvitationOutput)
    def post(self, request: Request, shop_id: UUID, invitation_id: UUID) -> Response:
        """Take an invitation back that nobody has accepted."""
        gone = actions.withdraw_invitation(shop_id=shop_id, invitation_id=invitation_id, by=actor_of(request), at=clock.now())
        return Response(InvitationOutput(gone, context={"request": request}).data)


class MemberView(APIView):
    @extend_schema(request=MemberInput, responses=RoleOutput)
    def put(self, request: Request, shop_id: UUID, membership_id: int) -> Response:
        """Another role, or other shops, for somebody who works here; it is a new row with its own id."""
        given = MemberInput(data=request.data)
        given.is_valid(raise_exception=True)
        said = given.validated_data
        held = actions.change_member(
            shop_id=shop_id, membership_id=membership_id, role=said["role"], places=said["shops"], by=actor_of(request), at=clock.now()
        )
        return Response(RoleOutput(held).data)

    @extend_schema(responses={204: None})
    def delete(self, request: Request, shop_id: UUID, membership_id: int) -> Response:
        """End a role from now on; the last owner's stays."""
        actions.end_member(shop_id=shop_id, membership_id=membership_id, by=actor_of(request), at=clock.now())
        return Response(status=204)


class LimitsView(APIView):
    @extend_schema(responses=LimitsOutput(many=True))
    def get(self, request: Request, shop_id: UUID) -> Response:
        """How far each role may go alone at the shop."""
        shop = shop_for(actor_of(request), shop_id, MANAGERS)
        return Response(LimitsOutput([_limits(role, said) for role, said in queries.thresholds_of(shop.pk).items()], many=True).data)


class RoleLimitsView(APIView):
    @extend_schema(request=LimitsInput, responses=LimitsOutput)
    def put(self, request: Request, shop_id: UUID, role: str) -> Response:
        """How far a role may go alone from now on; for owners."""
        given = LimitsInput(data=request.data)
        given.is_valid(raise_exception=True)
        said = given.validated_data
        limits = Limits(
            discount_bp=said["discount_bp"],
            override_bp=said["override_bp"],
            refund_minor=said["refund"],
            purchase_minor=said["purchase"],
            dearer_bp=said["dearer_bp"],
            below_nothing=said["below_nothing"],
        )
        actions.set_limits(shop_id=shop_id, role=role, limits=limits, by=actor_of(request), at=clock.now())
        return Response(LimitsOutput(_limits(role, limits)).data)


def _staff(request: Request, shop: Shop) -> Any:
    at = clock.now()
    told = {"people": queries.people_at(shop, at=at), "invitations": queries.open_invitations(shop.party_id, at=at)}
    return StaffOutput(told, context={"request": request}).data


def _limits(role: str, said: Limits) -> dict[str, object]:
    return {
        "role": role,
        "discount_bp": said.discount_bp,
        "override_bp": said.override_bp,
        "refund": said.refund_minor,
        "purchase": said.purchase_minor,
        "dearer_bp": said.dearer_bp,
        "below_nothing": said.below_nothing,
    }


urlpatterns = [
    path("shops/<uuid:shop_id>/staff", StaffView.as_view(), name="api-staff"),
    path("shops/<uuid:shop_id>/invitations", InvitationsView.as_view(), name="api-invitations"),
    path("shops/<uuid:shop_id>/invitations/<uuid:invitation_id>/withdraw", InvitationView.as_view(), name="api-invitation-withdraw"),
    path("shops/<uuid:shop_id>/members/<int:membership_id>", MemberView.as_view(), name="api-member"),
    path("shops/<uuid:shop_id>/role-limits", LimitsView.as_view(), name="api-role-limits"),
    path("shops/<uuid:shop_id>/role-limits/<slug:role>", RoleLimitsView.as_view(), name="api-role-limit"),
]
