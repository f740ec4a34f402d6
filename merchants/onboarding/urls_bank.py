from django.urls import path

from .views import bank, report

app_name = "onboarding-bank"
urlpatterns = [
    path("", bank.queue, name="queue"),
    path("report/", report.report, name="report"),
    path("report.csv", report.export, name="export"),
    path("papers/<uuid:paper_id>/<slug:act>/", bank.decide, name="decide"),
    path("<uuid:file_id>/", bank.case, name="case"),
    path("<uuid:file_id>/waive/<slug:kind>/", bank.waive, name="waive"),
    path("<uuid:file_id>/suspend/", bank.suspend, name="suspend"),
    path("<uuid:file_id>/<slug:act>/", bank.act, name="act"),
]
