from django.urls import path

from .views import health

app_name = "appeals"
urlpatterns = [
    path("", health.appeals, name="appeals"),
    path("<uuid:appeal_id>/", health.answer, name="answer"),
]
