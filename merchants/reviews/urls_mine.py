"""Addresses for buyers, and for everybody who reads about a shop."""

from django.urls import path

from .views import buyer, reading

app_name = "reviews"
urlpatterns = [
    path("", buyer.mine, name="mine"),
    path("orders/<uuid:order_id>/", buyer.write, name="write"),
    path("orders/<uuid:order_id>/mine/", buyer.of_order, name="of-order"),
    path("<uuid:review_id>/edit/", buyer.edit, name="edit"),
    path("<uuid:review_id>/appeal/", buyer.appeal, name="appeal"),
    path("shops/<uuid:shop_id>/", reading.of_shop, name="of-shop"),
    path("shops/<uuid:shop_id>/ask/", buyer.ask, name="ask"),
    path("photos/<uuid:photo_id>/", reading.photo, name="photo"),
    path("<uuid:review_id>/report/", reading.report_review, name="report-review"),
    path("questions/<uuid:question_id>/report/", reading.report_question, name="report-question"),
]
