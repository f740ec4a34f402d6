from django.urls import path

from . import views

app_name = "governance"
urlpatterns = [
    path("", views.desk, name="desk"),
    path("inventory/", views.inventory, name="inventory"),
    path("inventory/review/", views.review, name="review"),
    path("fairness/", views.fairness, name="fairness"),
    path("fairness/draw/", views.draw, name="draw"),
]
