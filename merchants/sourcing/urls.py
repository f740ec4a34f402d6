from django.urls import path

from .views import requests, supply

app_name = "sourcing"
urlpatterns = [
    path("shop/sourcing/", requests.rfqs, name="rfqs"),
    path("shop/sourcing/new/", requests.new, name="new"),
    path("shop/sourcing/goods/", requests.goods, name="goods"),
    path("shop/sourcing/row/", requests.row, name="row"),
    path("shop/sourcing/<uuid:rfq_id>/", requests.rfq, name="rfq"),
    path("shop/sourcing/<uuid:rfq_id>/edit/", requests.edit, name="edit"),
    path("shop/sourcing/<uuid:rfq_id>/<slug:name>/", requests.step, name="step"),
    path("sourcing/attachments/<uuid:document_id>/", supply.attachment, name="attachment"),
    path("supply/requests/", supply.requests, name="requests"),
    path("supply/requests/<uuid:quotation_id>/", supply.quotation, name="quotation"),
    path("supply/requests/<uuid:quotation_id>/<slug:name>/", supply.step, name="quotation-step"),
    path("supply/quote/<str:token>/", supply.linked, name="linked"),
    path("supply/quote/<str:token>/attachments/<uuid:document_id>/", supply.linked_attachment, name="linked-attachment"),
    path("supply/quote/<str:token>/<slug:name>/", supply.linked_step, name="linked-step"),
]
