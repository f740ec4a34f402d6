from django.urls import path

from . import views

app_name = "arrivals"
urlpatterns = [path("", views.arrivals, name="arrivals")]
