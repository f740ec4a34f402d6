from django.urls import path

from . import views

app_name = "portraits"
urlpatterns = [
    path("<uuid:party_id>/", views.portrait, name="portrait"),
    path("<uuid:party_id>/<slug:feature>/", views.facts, name="facts"),
]
