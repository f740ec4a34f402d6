from django.urls import path

from .views import counts, shelves, transfers

app_name = "stock"
urlpatterns = [
    path("", shelves.stock, name="stock"),
    path("setting/", shelves.setting, name="setting"),
    path("quarantine/<uuid:quarantine_id>/", shelves.quarantine, name="quarantine"),
    path("batches/<int:batch_id>/write-off/", shelves.write_off, name="write-off"),
    path("articles/<uuid:sku_id>/", shelves.article, name="article"),
    path("articles/<uuid:sku_id>/receive/", shelves.receive, name="receive"),
    path("articles/<uuid:sku_id>/adjust/", shelves.adjust, name="adjust"),
    path("articles/<uuid:sku_id>/count/", shelves.count, name="count-one"),
    path("articles/<uuid:sku_id>/limits/", shelves.limits, name="limits"),
    path("articles/<uuid:sku_id>/batches/", shelves.by_batch, name="by-batch"),
    path("transfers/", transfers.transfers, name="transfers"),
    path("transfers/<uuid:transfer_id>/", transfers.transfer, name="transfer"),
    path("transfers/<uuid:transfer_id>/<slug:step>/", transfers.move, name="move"),
    path("counts/", counts.counts, name="counts"),
    path("counts/<uuid:count_id>/", counts.sheet, name="sheet"),
    path("counts/<uuid:count_id>/tally/", counts.tally, name="tally"),
    path("counts/<uuid:count_id>/strike/<int:tally_id>/", counts.strike, name="strike"),
    path("counts/<uuid:count_id>/<slug:step>/", counts.move, name="move-count"),
]
