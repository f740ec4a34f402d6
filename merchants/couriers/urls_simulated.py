from django.urls import path

from . import views

app_name = "couriers-simulated"
urlpatterns = [path("<uuid:dispatch_id>/", views.simulated, name="ride")]
