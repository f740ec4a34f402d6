"""Joining, for programs: an owner's files and papers, and the bank's queue with every decision on it.

Nothing personal is told here: numbers of papers stay sealed, and a document is opened on the page, where reading it is written down.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.urls import path
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.parsers import JSONParser, MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from ecosystem.identity.public import require_operator
from ecosystem.kernel import clock
from ecosystem.kernel.errors import NotFound
from ecosystem.web.api import IN_PARTS, REPEAT_KEY, Input, actor_of, given, in_parts, repeat_key

from . import access, actions, queries
from .actions import Handed
from .carrying import BytesField
from .models import Form, MerchantFile, Trade
from .rules import KIND

# What an operator does to a file; those that say why take a reason.
ACTS: dict[str, Callable[..., MerchantFile]] = {
    "claim": actions.claim_file,
    "recommend": actions.recommend_file,
    "approve": actions.approve_file,
    "resume": actions.resume_merchant,
}
REASONED: dict[str, Callable[..., MerchantFile]] = {
    "more": actions.ask_for_more,
    "decline": actions.reject_file,
    "reopen": actions.reopen_file,
    "terminate": actions.terminate_merchant,
}


class ChecklistItemOutput(serializers.Serializer[Any]):
    kind = serializers.CharField()
    is_required = serializers.BooleanField(source="required")
    status = serializers.CharField()
    paper = serializers.UUIDField(source="paper.id", default=None)
    reason = serializers.CharField(source="paper.reason", default="")
    expires_on = serializers.DateField(allow_null=True)
    stops_on = serializers.DateField(allow_null=True)


class FileOutput(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    party = serializers.UUIDField(source="party_id", allow_null=True)
    legal_form = serializers.CharField()
    trade = serializers.CharField()
    status = serializers.CharField()
    reason = serializers.CharField()
    finish_by = serializers.DateTimeField(allow_null=True)


class ChecklistOutput(FileOutput):
    items = ChecklistItemOutput(many=True)


class FileInput(Input):
    legal_form = serializers.ChoiceField(Form.values)
    trade = serializers.ChoiceField(Trade.values)
    shop = serializers.UUIDField(default=None, allow_null=True)


class PaperInput(Input):
    kind = serializers.ChoiceField(list(KIND))
    number = serializers.CharField(max_length=60, default="", allow_blank=True, write_only=True)
    expires_on = serializers.DateField(default=None, allow_null=True)
    content = BytesField(default=b"", help_text="The file's bytes in base64: a picture or a PDF.")


class PaperOutput(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    kind = serializers.CharField()
    status = serializers.CharField()
    expires_on = serializers.DateField(allow_null=True)


class QueueOutput(serializers.Serializer[Any]):
    file = serializers.UUIDField(source="file.id")
    name = serializers.CharField(source="file.party.name_zh")
    status = serializers.CharField(source="file.status")
    waits_for = serializers.CharField(source="what")
    waits_since = serializers.DateTimeField()
    claimed_by = serializers.CharField()


class DecisionReasonInput(Input):
    reason = serializers.CharField(max_length=300, default="", allow_blank=True)


class FilesView(APIView):
    @extend_schema(responses=FileOutput(many=True))
    def get(self, request: Request) -> Response:
        """The files of the merchants that the actor owns, and the one that she has begun."""
        return Response(FileOutput(access.own_files(actor_of(request)).order_by("opened_at", "pk"), many=True).data)

    @extend_schema(request=FileInput, responses={201: FileOutput})
    def post(self, request: Request) -> Response:
        """Begin a file; whoever has begun one goes on with it, so twice is once."""
        given = FileInput(data=request.data)
        given.is_valid(raise_exception=True)
        said = given.validated_data
        chosen = {"legal_form": said["legal_form"], "trade": said["trade"], "shop_id": said["shop"]}
        return Response(FileOutput(actions.begin_file(**chosen, by=actor_of(request), at=clock.now())).data, status=201)


class FileView(APIView):
    @extend_schema(responses=ChecklistOutput)
    def get(self, request: Request, file_id: UUID) -> Response:
        """One file of the actor's with its checklist of today."""
        file = access.own_file(actor_of(request), file_id)
        items = queries.checklist_of(file, on=clock.business_date(clock.now()))
        return Response({**FileOutput(file).data, "items": ChecklistItemOutput(items, many=True).data})


class PapersView(APIView):
    parser_classes = [JSONParser, MultiPartParser]

    @extend_schema(
        request={"application/json": PaperInput, IN_PARTS: in_parts("Paper", "content")}, responses={201: PaperOutput}, parameters=[REPEAT_KEY]
    )
    def post(self, request: Request, file_id: UUID) -> Response:
        """Hand in a paper; it is pending until the bank decides. One of up to 10 MB is a part of its own, ``content``."""
        handed = Handed(**given(PaperInput, request))
        paper = actions.hand_in(file_id=file_id, handed=handed, key=repeat_key(request), by=actor_of(request), at=clock.now())
        return Response(PaperOutput(paper).data, status=201)


class SendView(APIView):
    @extend_schema(request=None, responses=FileOutput)
    def post(self, request: Request, file_id: UUID) -> Response:
        """Send the file to the bank, once everything that is required was handed in."""
        return Response(FileOutput(actions.send_off(file_id=file_id, by=actor_of(request), at=clock.now())).data)


class QueueView(APIView):
    @extend_schema(responses=QueueOutput(many=True))
    def get(self, request: Request) -> Response:
        """What waits for an operator, oldest first."""
        require_operator(actor_of(request))
        return Response(QueueOutput(queries.queue(), many=True).data)


class ActView(APIView):
    @extend_schema(request=DecisionReasonInput, responses=FileOutput)
    def post(self, request: Request, file_id: UUID, act: str) -> Response:
        """An operator's step: claim, recommend, approve, resume; with a reason more, decline, reopen, terminate. Again is refused, not done twice."""
        given = DecisionReasonInput(data=request.data)
        given.is_valid(raise_exception=True)
        who: dict[str, Any] = {"file_id": file_id, "by": actor_of(request), "at": clock.now()}
        if act in ACTS:
            return Response(FileOutput(ACTS[act](**who)).data)
        if act in REASONED:
            return Response(FileOutput(REASONED[act](reason=given.validated_data["reason"], **who)).data)
        raise NotFound


class DecideView(APIView):
    @extend_schema(request=DecisionReasonInput, responses=PaperOutput)
    def post(self, request: Request, paper_id: UUID, act: str) -> Response:
        """Accept a paper, or reject it with a reason."""
        given = DecisionReasonInput(data=request.data)
        given.is_valid(raise_exception=True)
        who: dict[str, Any] = {"paper_id": paper_id, "by": actor_of(request), "at": clock.now()}
        if act == "accept":
            return Response(PaperOutput(actions.accept_paper(**who)).data)
        if act == "reject":
            return Response(PaperOutput(actions.reject_paper(reason=given.validated_data["reason"], **who)).data)
        raise NotFound


urlpatterns = [
    path("merchant-files", FilesView.as_view(), name="api-merchant-files"),
    path("merchant-files/<uuid:file_id>", FileView.as_view(), name="api-merchant-file"),
    path("merchant-files/<uuid:file_id>/papers", PapersView.as_view(), name="api-papers"),
    path("merchant-files/<uuid:file_id>/send", SendView.as_view(), name="api-merchant-file-send"),
    path("bank/merchant-files", QueueView.as_view(), name="api-merchant-queue"),
    path("bank/merchant-files/<uuid:file_id>/<slug:act>", ActView.as_view(), name="api-merchant-file-act"),
    path("bank/papers/<uuid:paper_id>/<slug:act>", DecideView.as_view(), name="api-paper-decide"),
]
