from django.urls import path

from .views import article, choices, files, grid

app_name = "catalog"
urlpatterns = [
    path("", grid.grid, name="grid"),
    path("add/", grid.add, name="add"),
    path("scan/", grid.scan, name="scan"),
    path("bulk/", grid.bulk, name="bulk"),
    path("labels/", grid.labels, name="labels"),
    path("changes/<uuid:batch_id>/", grid.batch, name="batch"),
    path("changes/<uuid:batch_id>/undo/", grid.undo, name="undo"),
    path("choices/", choices.choices, name="choices"),
    path("choices/add/", choices.define, name="define"),
    path("choices/<uuid:group_id>/", choices.choice, name="choice"),
    path("choices/<uuid:group_id>/change/", choices.change, name="change"),
    path("import/", files.upload_page, name="upload-page"),
    path("import/send/", files.upload, name="upload"),
    path("import/<uuid:import_id>/", files.import_page, name="import"),
    path("import/<uuid:import_id>/columns/", files.map_columns, name="columns"),
    path("import/<uuid:import_id>/take-in/", files.take_in, name="take-in"),
    path("import/<uuid:import_id>/faults.csv", files.faults, name="faults"),
    path("goods.<str:ending>", files.export, name="export"),
    path("<uuid:sku_id>/", article.article, name="article"),
    path("<uuid:sku_id>/edit/", article.edit, name="edit"),
    path("<uuid:sku_id>/units/", article.units, name="units"),
    path("<uuid:sku_id>/windows/", article.windows, name="windows"),
    path("<uuid:sku_id>/variant/", article.variant, name="variant"),
    path("<uuid:sku_id>/ask/", article.ask, name="ask"),
    path("<uuid:sku_id>/remove/", article.remove, name="remove"),
    path("<uuid:sku_id>/price/", grid.price, name="price"),
    path("<uuid:sku_id>/sale/", grid.sale, name="sale"),
]
