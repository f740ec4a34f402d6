from django.urls import path

from . import views

app_name = "policy"
urlpatterns = [
    path("", views.queue, name="queue"),
    path("<uuid:decision_id>/", views.case, name="case"),
]
