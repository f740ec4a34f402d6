from django.urls import path

from .views import groups, rounds

app_name = "joining"
urlpatterns = [
    path("groups/", groups.mine, name="mine"),
    path("groups/find/", groups.find, name="find"),
    path("groups/start/<uuid:group_buy_id>/", groups.start, name="start"),
    path("g/<slug:code>/", groups.group, name="group"),
    path("g/<slug:code>/join/", groups.join, name="join"),
    path("rounds/", rounds.near, name="rounds"),
    path("rounds/mine/", rounds.mine, name="rounds-mine"),
    path("r/<slug:code>/", rounds.one, name="round"),
]
