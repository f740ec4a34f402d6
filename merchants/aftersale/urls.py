from django.urls import path

from .views import shop as views
from .views import short

app_name = "aftersale"
urlpatterns = [
    path("", views.cases, name="cases"),
    path("count/", views.count, name="count"),
    path("orders/<uuid:order_id>/", views.of_order, name="of-order"),
    path("orders/<uuid:order_id>/refund/", views.refund, name="refund"),
    path("orders/<uuid:order_id>/short/", short.short, name="short"),
    path("<uuid:case_id>/", views.case, name="case"),
    path("<uuid:case_id>/<slug:name>/", views.act, name="act"),
]
