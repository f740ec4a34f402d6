from django.urls import path

from . import views

app_name = "family"
urlpatterns = [
    path("", views.payers, name="payers"),
    path("ask/", views.ask, name="ask"),
    path("answer/<str:token>/", views.answer, name="answer"),
    path("<uuid:arrangement_id>/cap/", views.cap, name="cap"),
    path("<uuid:arrangement_id>/end/", views.end, name="end"),
]
