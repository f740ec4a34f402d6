from django.urls import path

from . import views

app_name = "wholesale"
urlpatterns = [path("supply/year/", views.report, name="report")]
