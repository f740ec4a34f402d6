from django.urls import path

from .views import cards

app_name = "customers"
urlpatterns = [
    path("", cards.customers, name="list"),
    path("add/", cards.add, name="add"),
    path("<uuid:card_id>/", cards.customer, name="customer"),
    path("<uuid:card_id>/change/", cards.change, name="change"),
    path("<uuid:card_id>/terms/", cards.terms, name="terms"),
    path("<uuid:card_id>/link/", cards.link, name="link"),
    path("<uuid:card_id>/remind/", cards.remind, name="remind"),
    path("<uuid:card_id>/statement/", cards.statement, name="statement"),
]
