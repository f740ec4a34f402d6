from django.urls import path

from .views import days, door, pace, shop, slots, tables, zones

app_name = "shops"
urlpatterns = [
    path("", shop.today, name="today"),
    path("<uuid:shop_id>/switch/", shop.switch, name="switch"),
    path("<uuid:shop_id>/selling/", shop.selling, name="selling"),
    path("<uuid:shop_id>/pause/", pace.pause, name="pause"),
    path("<uuid:shop_id>/busy/", pace.busy, name="busy"),
    path("<uuid:shop_id>/serving/", pace.serving, name="serving"),
    path("<uuid:shop_id>/slots/", slots.slots, name="slots"),
    path("<uuid:shop_id>/slots/week/", slots.week, name="slots-week"),
    path("<uuid:shop_id>/slots/day/", slots.day, name="slots-day"),
    path("<uuid:shop_id>/zones/", zones.zones, name="zones"),
    path("<uuid:shop_id>/zones/save/", zones.save, name="zones-save"),
    path("<uuid:shop_id>/zones/remove/", zones.remove, name="zones-remove"),
    path("<uuid:shop_id>/zones/first/", zones.first, name="zones-first"),
    path("<uuid:shop_id>/tables/", tables.tables, name="tables"),
    path("<uuid:shop_id>/hours/", shop.hours, name="hours"),
    path("<uuid:shop_id>/days/", days.day, name="days"),
    path("<uuid:shop_id>/door/", door.door, name="door"),
]
