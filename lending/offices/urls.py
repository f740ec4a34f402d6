from django.urls import path

from . import views

app_name = "offices"
urlpatterns = [
    path("", views.offices, name="offices"),
    path("open/", views.press_open, name="open"),
    path("move/", views.press_move, name="move"),
    path("<uuid:office_id>/districts/", views.press_districts, name="districts"),
]
