from django.urls import path

from ecosystem.web import addresses  # noqa: F401 - knows <day:on>

from .views import desk as views

app_name = "payments"
urlpatterns = [
    path("", views.days, name="days"),
    path("<day:on>/", views.day, name="day"),
    path("<day:on>/compare/", views.compare, name="compare"),
    path("<day:on>/upload/", views.upload, name="upload"),
    path("<day:on>/close/", views.close, name="close"),
    path("cases/<uuid:case_id>/explain/", views.explain, name="explain"),
    path("cases/<uuid:case_id>/ask-waiver/", views.ask_waiver, name="ask-waiver"),
    path("cases/<uuid:case_id>/waive/", views.waive, name="waive"),
    path("refunds/<uuid:refund_id>/ask/", views.ask_by_hand, name="ask-by-hand"),
    path("refunds/<uuid:refund_id>/send/", views.send_by_hand, name="send-by-hand"),
]
