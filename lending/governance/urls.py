from django.urls import path

from . import views

app_name = "governance"
urlpatterns = [
    path("", views.desk, name="desk"),
    path("draw/", views.draw_picture, name="draw-picture"),
    path("lines/", views.lines, name="lines"),
    path("inventory/", views.inventory, name="inventory"),
    path("inventory/review/", views.review, name="review"),
    path("offers/", views.offers, name="offers"),
    path("offers/<uuid:offer_id>/", views.offer, name="offer"),
    path("refusals/", views.refused, name="refusals"),
    path("funnel/", views.funnel, name="funnel"),
    path("fairness/", views.fairness, name="fairness"),
    path("fairness/draw/", views.draw, name="draw"),
]
