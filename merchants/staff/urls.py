from django.urls import path

from .views import joining, limits, people, trail

app_name = "staff"
urlpatterns = [
    path("shop/staff/", people.staff, name="staff"),
    path("shop/staff/invite/", people.invite, name="invite"),
    path("shop/staff/invitations/<uuid:invitation_id>/withdraw/", people.withdraw, name="withdraw"),
    path("shop/staff/members/<int:membership_id>/change/", people.change, name="change"),
    path("shop/staff/members/<int:membership_id>/end/", people.end, name="end"),
    path("shop/staff/pins/<uuid:person_id>/", people.pin, name="pin"),
    path("shop/staff/my-pin/", people.my_pin, name="my-pin"),
    path("shop/staff/limits/", limits.limits, name="limits"),
    path("shop/staff/trail/", trail.trail, name="trail"),
    path("join/<str:token>/", joining.join, name="join"),
]
