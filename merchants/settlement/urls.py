from django.urls import path

from . import views

app_name = "settlement"
urlpatterns = [
    path("", views.tariffs, name="tariffs"),
    path("new/", views.new, name="new"),
    path("draft/", views.draft, name="draft"),
    path("<int:tariff_id>/publish/", views.publish, name="publish"),
    path("<int:tariff_id>/discard/", views.discard, name="discard"),
    path("hold/", views.hold, name="hold"),
]
