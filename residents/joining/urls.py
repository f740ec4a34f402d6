from django.urls import path

from . import views

app_name = "joining"
urlpatterns = [
    path("groups/", views.mine, name="mine"),
    path("groups/find/", views.find, name="find"),
    path("groups/start/<uuid:group_buy_id>/", views.start, name="start"),
    path("g/<slug:code>/", views.group, name="group"),
    path("g/<slug:code>/join/", views.join, name="join"),
]
