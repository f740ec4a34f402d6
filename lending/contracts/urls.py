from django.urls import path

from . import views

app_name = "contracts"
urlpatterns = [
    path("credit/offer/<uuid:offer_id>/contract/", views.to_read, name="to-read"),
    path("credit/contracts/<uuid:contract_id>/", views.document, name="document"),
    path("bank/contracts/", views.templates, name="templates"),
    path("bank/contracts/templates/write/", views.write, name="write"),
    path("bank/contracts/templates/<int:number>/", views.template, name="template"),
    path("bank/contracts/drafts/<uuid:draft_id>/", views.draft, name="draft"),
    path("bank/contracts/drafts/<uuid:draft_id>/publish/", views.publish, name="publish"),
    path("bank/contracts/drafts/<uuid:draft_id>/discard/", views.discard, name="discard"),
    path("bank/contracts/<uuid:contract_id>/document/", views.case_document, name="case-document"),
    path("bank/contracts/<uuid:contract_id>/evidence/", views.evidence, name="evidence"),
    path("bank/credit/<uuid:decision_id>/contract/", views.of_decision, name="of-decision"),
]
