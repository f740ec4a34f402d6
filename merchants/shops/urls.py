from django.urls import path

from . import pages, slot_pages, views

app_name = "shops"
urlpatterns = [
    path("", views.today, name="today"),
    path("<uuid:shop_id>/switch/", views.switch, name="switch"),
    path("<uuid:shop_id>/selling/", views.selling, name="selling"),
    path("<uuid:shop_id>/pause/", pages.pause, name="pause"),
    path("<uuid:shop_id>/busy/", pages.busy, name="busy"),
    path("<uuid:shop_id>/serving/", pages.serving, name="serving"),
    path("<uuid:shop_id>/slots/", slot_pages.slots, name="slots"),
    path("<uuid:shop_id>/slots/week/", slot_pages.week, name="slots-week"),
    path("<uuid:shop_id>/slots/day/", slot_pages.day, name="slots-day"),
    path("<uuid:shop_id>/hours/", views.hours, name="hours"),
]
