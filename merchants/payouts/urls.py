from django.urls import path

from ecosystem.web import addresses  # noqa: F401 - knows <day:on>

from .views import export, funds, terms

app_name = "payouts"
urlpatterns = [
    path("", funds.funds, name="funds"),
    path("panel/", funds.panel, name="panel"),
    path("pay-out/", funds.pay_out, name="pay-out"),
    path("days/<day:on>/", funds.day, name="day"),
    path("payouts/<uuid:payout_id>/", funds.payout, name="payout"),
    path("payouts/<uuid:payout_id>/retry/", funds.retry, name="retry"),
    path("terms/", terms.terms, name="terms"),
    path("mandate/", terms.give, name="give-mandate"),
    path("mandate/end/", terms.end, name="end-mandate"),
    path("export.<str:kind>", export.export, name="export"),
]
