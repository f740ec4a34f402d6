from django.urls import path

from . import views

app_name = "openapi"
urlpatterns = [
    path("consents/platforms/", views.platforms, name="platforms"),
    path("consents/platforms/connect/", views.connect, name="connect"),
    path("consents/platforms/<uuid:connection_id>/end/", views.disconnect, name="disconnect"),
    path("bank/platforms/", views.clients, name="clients"),
    path("bank/platforms/draft/", views.draft, name="draft"),
    path("bank/platforms/<uuid:client_id>/approve/", views.approve, name="approve"),
    path("bank/platforms/<uuid:client_id>/suspend/", views.suspend, name="suspend"),
]
