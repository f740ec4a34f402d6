from django.urls import path

from . import views

app_name = "limits"
urlpatterns = [
    path("<uuid:party_id>/", views.limits, name="limits"),
    path("<uuid:party_id>/freeze/", views.freeze, name="freeze"),
    path("<uuid:party_id>/unfreeze/", views.unfreeze, name="unfreeze"),
    path("<uuid:party_id>/cut/", views.cut, name="cut"),
    path("<uuid:party_id>/join/", views.join, name="join"),
    path("<uuid:party_id>/leave/", views.leave, name="leave"),
]
