"""Reports, for programs."""

from django.urls import path

from . import ageing, closing, health, reading

urlpatterns = [
    path("shops/<uuid:shop_id>/reports/sales", reading.SalesReportView.as_view(), name="api-report-sales"),
    path("shops/<uuid:shop_id>/reports/goods", reading.GoodsReportView.as_view(), name="api-report-goods"),
    path("shops/<uuid:shop_id>/reports/ageing", ageing.AgeingView.as_view(), name="api-report-ageing"),
    path("suppliers/<uuid:supplier_id>/reports/ageing", ageing.ClaimsView.as_view(), name="api-report-claims"),
    path("shops/<uuid:shop_id>/reports/month", reading.MonthReportView.as_view(), name="api-report-month"),
    path("shops/<uuid:shop_id>/taxpayer", closing.TaxpayerView.as_view(), name="api-taxpayer"),
    path("shops/<uuid:shop_id>/months/<slug:month>/close", closing.CloseMonthView.as_view(), name="api-close-month"),
    path("shops/<uuid:shop_id>/months/<slug:month>/open", closing.ReopenMonthView.as_view(), name="api-reopen-month"),
    path("shops/<uuid:shop_id>/health", health.HealthView.as_view(), name="api-health"),
    path("shops/<uuid:shop_id>/appeals", health.AppealsView.as_view(), name="api-appeals"),
]
