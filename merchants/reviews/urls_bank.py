from django.urls import path

from .views import bank as views

app_name = "complaints"
urlpatterns = [
    path("", views.complaints, name="complaints"),
    path("<uuid:complaint_id>/", views.complaint, name="complaint"),
    path("<uuid:complaint_id>/decide/", views.decide, name="decide"),
    path("<uuid:complaint_id>/second/", views.second, name="second"),
]
