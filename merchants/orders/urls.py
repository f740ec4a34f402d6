from django.urls import path

from . import views

app_name = "orders"
urlpatterns = [
    path("", views.board, name="board"),
    path("first-day/", views.first_day, name="first-day"),
    path("round/<uuid:round_id>/", views.round_, name="round"),
    path("<uuid:order_id>/", views.order, name="order"),
    path("<uuid:order_id>/<slug:name>/", views.step, name="step"),
]
