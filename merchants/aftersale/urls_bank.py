from django.urls import path

from .views import bank as views

app_name = "disputes"
urlpatterns = [
    path("", views.disputes, name="disputes"),
    path("<uuid:case_id>/", views.dispute, name="dispute"),
    path("<uuid:case_id>/<slug:name>/", views.act, name="act"),
]
