from django.urls import path

from . import views

app_name = "neighbours"
urlpatterns = [path("neighbours/", views.choose, name="choose")]
