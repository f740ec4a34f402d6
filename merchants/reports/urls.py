from django.urls import path

from .views import closing, files, health, pages, taxing, today

app_name = "reports"
urlpatterns = [
    path("", pages.index, name="index"),
    path("today/", today.panel, name="today"),
    path("sales/", pages.sales, name="sales"),
    path("goods/", pages.goods, name="goods"),
    path("ageing/", pages.ageing, name="ageing"),
    path("month/", closing.month, name="month"),
    path("tax/", taxing.page, name="tax"),
    path("tax/say/", taxing.say, name="taxpayer"),
    path("month/close/", closing.close, name="close-month"),
    path("month/open/", closing.reopen, name="reopen-month"),
    path("month/<slug:line>/", pages.rows, name="rows"),
    path("health/", health.page, name="health"),
    path("health/appeal/", health.appeal, name="appeal"),
    path("health/<uuid:appeal_id>/withdraw/", health.withdraw, name="withdraw"),
    path("files/<slug:name>.<slug:kind>", files.export, name="file"),
]
