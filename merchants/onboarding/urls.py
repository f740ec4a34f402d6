from django.urls import path

from .views import goods, kit, papers, start

app_name = "onboarding"
urlpatterns = [
    path("start/", start.start, name="start"),
    path("start/<uuid:file_id>/shop/", start.shop, name="shop"),
    path("start/<uuid:file_id>/draft/", start.draft, name="draft"),
    path("start/<uuid:file_id>/bank/", start.bank, name="bank"),
    path("start/<uuid:file_id>/goods/", goods.goods, name="goods"),
    path("start/<uuid:file_id>/codes/", kit.codes, name="codes"),
    path("papers/", papers.papers, name="papers"),
    path("papers/panel/", papers.panel, name="panel"),
    path("papers/<uuid:file_id>/send/", papers.send, name="send"),
    path("papers/<uuid:file_id>/<slug:kind>/", papers.hand_in, name="hand-in"),
    path("papers/documents/<uuid:document_id>/open/", papers.document, name="document"),
    path("kit/", kit.kit, name="kit"),
]
