from django.urls import path

from . import views

app_name = "products"
urlpatterns = [
    path("", views.products, name="products"),
    path("propose/", views.propose, name="propose"),
    path("proposals/<uuid:proposal_id>/release/", views.release, name="release"),
    path("proposals/<uuid:proposal_id>/drop/", views.drop, name="drop"),
]
