"""After-sale, for programs: the buyer's, the shop's and the bank's verbs."""

from django.urls import path

from .bank import ByHandView, DecideView, DisputesView, RetryRefundView, SecondView, SendByHandView
from .buying import AnswerOfferView, ApplyView, EscalateView, MineView, SendBackView, WithdrawView
from .keeping import AcceptGoodsView, AgreeView, HandOverShortView, OfferView, RefundsView, RefuseGoodsView, RejectView, RestockView, ShopCasesView
from .shared import CaseView, SayView

urlpatterns = [
    path("after-sales", MineView.as_view(), name="api-after-sales"),
    path("orders/<uuid:order_id>/after-sales", ApplyView.as_view(), name="api-after-sale-apply"),
    path("orders/<uuid:order_id>/refunds", RefundsView.as_view(), name="api-order-refunds"),
    path("orders/<uuid:order_id>/hand-over-short", HandOverShortView.as_view(), name="api-order-hand-over-short"),
    path("shops/<uuid:shop_id>/after-sales", ShopCasesView.as_view(), name="api-shop-after-sales"),
    path("after-sales/<uuid:case_id>", CaseView.as_view(), name="api-after-sale"),
    path("after-sales/<uuid:case_id>/messages", SayView.as_view(), name="api-after-sale-say"),
    path("after-sales/<uuid:case_id>/withdraw", WithdrawView.as_view(), name="api-after-sale-withdraw"),
    path("after-sales/<uuid:case_id>/answer-offer", AnswerOfferView.as_view(), name="api-after-sale-answer-offer"),
    path("after-sales/<uuid:case_id>/send-back", SendBackView.as_view(), name="api-after-sale-send-back"),
    path("after-sales/<uuid:case_id>/escalate", EscalateView.as_view(), name="api-after-sale-escalate"),
    path("after-sales/<uuid:case_id>/agree", AgreeView.as_view(), name="api-after-sale-agree"),
    path("after-sales/<uuid:case_id>/reject", RejectView.as_view(), name="api-after-sale-reject"),
    path("after-sales/<uuid:case_id>/offer", OfferView.as_view(), name="api-after-sale-offer"),
    path("after-sales/<uuid:case_id>/accept-goods", AcceptGoodsView.as_view(), name="api-after-sale-accept-goods"),
    path("after-sales/<uuid:case_id>/refuse-goods", RefuseGoodsView.as_view(), name="api-after-sale-refuse-goods"),
    path("after-sales/<uuid:case_id>/restock", RestockView.as_view(), name="api-after-sale-restock"),
    path("disputes", DisputesView.as_view(), name="api-disputes"),
    path("after-sales/<uuid:case_id>/decide", DecideView.as_view(), name="api-after-sale-decide"),
    path("after-sales/<uuid:case_id>/second", SecondView.as_view(), name="api-after-sale-second"),
    path("after-sales/<uuid:case_id>/retry-refund", RetryRefundView.as_view(), name="api-after-sale-retry"),
    path("after-sales/<uuid:case_id>/refund-by-hand", ByHandView.as_view(), name="api-after-sale-by-hand"),
    path("after-sales/<uuid:case_id>/send-by-hand", SendByHandView.as_view(), name="api-after-sale-send-by-hand"),
]
