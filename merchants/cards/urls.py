from django.urls import path

from . import views

app_name = "cards"
urlpatterns = [
    path("", views.cards, name="cards"),
    path("define/", views.define, name="define"),
    path("<uuid:plan_id>/stop/", views.stop, name="stop"),
]
