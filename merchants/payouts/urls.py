from django.urls import path

from ecosystem.web import addresses  # noqa: F401 - knows <day:on>

from . import views, views_export, views_terms

app_name = "payouts"
urlpatterns = [
    path("", views.funds, name="funds"),
    path("panel/", views.panel, name="panel"),
    path("pay-out/", views.pay_out, name="pay-out"),
    path("days/<day:on>/", views.day, name="day"),
    path("payouts/<uuid:payout_id>/", views.payout, name="payout"),
    path("payouts/<uuid:payout_id>/retry/", views.retry, name="retry"),
    path("terms/", views_terms.terms, name="terms"),
    path("mandate/", views_terms.give, name="give-mandate"),
    path("mandate/end/", views_terms.end, name="end-mandate"),
    path("export.<str:kind>", views_export.export, name="export"),
]
