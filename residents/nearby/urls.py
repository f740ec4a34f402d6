from django.urls import path

from . import views

app_name = "nearby"
urlpatterns = [
    path("", views.listing, name="list"),
    path("place/", views.place, name="place"),
    path("kept/", views.kept, name="kept"),
    path("kept/<uuid:shop_id>/", views.keep, name="keep"),
]
