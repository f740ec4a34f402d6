from django.urls import path

from . import views

app_name = "takings"
urlpatterns = [
    path("", views.takings, name="takings"),
    path("send/", views.send, name="send"),
    path("<uuid:statement_id>/", views.statement, name="statement"),
    path("<uuid:statement_id>/columns/", views.map_columns, name="columns"),
    path("<uuid:statement_id>/take-in/", views.take_in, name="take-in"),
    path("<uuid:statement_id>/take-back/", views.take_back, name="take-back"),
    path("<uuid:statement_id>/faults.csv", views.faults, name="faults"),
]
