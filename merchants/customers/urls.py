from django.urls import path

from . import views

app_name = "customers"
urlpatterns = [
    path("", views.customers, name="list"),
    path("add/", views.add, name="add"),
    path("<uuid:card_id>/", views.customer, name="customer"),
    path("<uuid:card_id>/change/", views.change, name="change"),
    path("<uuid:card_id>/terms/", views.terms, name="terms"),
    path("<uuid:card_id>/link/", views.link, name="link"),
    path("<uuid:card_id>/remind/", views.remind, name="remind"),
    path("<uuid:card_id>/statement/", views.statement, name="statement"),
]
