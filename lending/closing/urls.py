from django.urls import path

from . import views

app_name = "closing"
urlpatterns = [
    path("", views.operator, name="operator"),
    path("close/", views.close, name="close"),
    path("prove/", views.prove, name="prove"),
]
