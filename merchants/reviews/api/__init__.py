"""Reviews, for programs: everybody's, the buyer's, the shop's and the bank's."""

from django.urls import path

from .bank import ComplaintsView, DecideView, SecondView
from .keeping import AnswerView, ReplyView
from .reading import ReportQuestionView, ReportReviewView, ShopQuestionsView, ShopReviewsView
from .writing import AppealView, EditView, WriteView

urlpatterns = [
    path("shops/<uuid:shop_id>/reviews", ShopReviewsView.as_view(), name="api-shop-reviews"),
    path("shops/<uuid:shop_id>/questions", ShopQuestionsView.as_view(), name="api-shop-questions"),
    path("orders/<uuid:order_id>/review", WriteView.as_view(), name="api-review-write"),
    path("reviews/<uuid:review_id>", EditView.as_view(), name="api-review"),
    path("reviews/<uuid:review_id>/reply", ReplyView.as_view(), name="api-review-reply"),
    path("reviews/<uuid:review_id>/reports", ReportReviewView.as_view(), name="api-review-report"),
    path("reviews/<uuid:review_id>/appeals", AppealView.as_view(), name="api-review-appeal"),
    path("questions/<uuid:question_id>/answer", AnswerView.as_view(), name="api-question-answer"),
    path("questions/<uuid:question_id>/reports", ReportQuestionView.as_view(), name="api-question-report"),
    path("complaints", ComplaintsView.as_view(), name="api-complaints"),
    path("complaints/<uuid:complaint_id>/decide", DecideView.as_view(), name="api-complaint-decide"),
    path("complaints/<uuid:complaint_id>/second", SecondView.as_view(), name="api-complaint-second"),
]
