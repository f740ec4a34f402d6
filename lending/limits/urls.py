from django.urls import path

from . import views

app_name = "limits"
urlpatterns = [
    path("<uuid:party_id>/", views.limits, name="limits"),
    path("<uuid:party_id>/freeze/", views.press_freeze, name="freeze"),
    path("<uuid:party_id>/unfreeze/", views.press_unfreeze, name="unfreeze"),
    path("<uuid:party_id>/cut/", views.press_cut, name="cut"),
    path("<uuid:party_id>/join/", views.press_join, name="join"),
    path("<uuid:party_id>/leave/", views.press_leave, name="leave"),
]
