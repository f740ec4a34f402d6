from django.urls import path

from . import views

app_name = "groups"
urlpatterns = [
    path("", views.groups, name="groups"),
    path("set-up/", views.set_up, name="set-up"),
    path("<uuid:group_buy_id>/end/", views.end, name="end"),
    path("<uuid:group_id>/complete/", views.complete, name="complete"),
]
