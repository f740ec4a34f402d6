from django.urls import path

from . import views

app_name = "privacy"
urlpatterns = [
    path("data/", views.data, name="data"),
    path("data/export/", views.export, name="export"),
    path("data/exports/<uuid:export_id>/", views.fetch, name="fetch"),
    path("leave/", views.leave, name="leave"),
    path("leave/stay/", views.stay, name="stay"),
]
