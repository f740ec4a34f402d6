from django.urls import path

from .views import simulated

app_name = "payments-simulated"
urlpatterns = [path("<uuid:payment_id>/", simulated.pay, name="pay")]
