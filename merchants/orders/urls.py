from django.urls import path

from .views import board, scale

app_name = "orders"
urlpatterns = [
    path("", board.board, name="board"),
    path("first-day/", board.first_day, name="first-day"),
    path("round/<uuid:round_id>/", board.round_, name="round"),
    path("<uuid:order_id>/", board.order, name="order"),
    path("<uuid:order_id>/weigh/", scale.weigh, name="weigh"),
    path("<uuid:order_id>/<slug:name>/", board.step, name="step"),
]
