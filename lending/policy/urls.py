from django.urls import path

from .views import cases, policies, trying

app_name = "policy"
urlpatterns = [
    path("", cases.queue, name="queue"),
    path("<uuid:decision_id>/", cases.case, name="case"),
    path("<uuid:decision_id>/what-if/", trying.case, name="what-if"),
    path("policies/", policies.policies, name="policies"),
    path("policies/<int:number>/", policies.version, name="version"),
    path("policies/<int:number>/swaps/", trying.version, name="version-swaps"),
    path("policies/<int:number>/copy/", policies.copy_version, name="copy"),
    path("policies/<int:number>/plan/", policies.plan_version, name="plan"),
    path("policies/roll-back/", policies.roll_back, name="roll-back"),
    path("policies/drafts/<uuid:draft_id>/", policies.draft, name="draft"),
    path("policies/drafts/<uuid:draft_id>/swaps/", policies.swaps, name="swaps"),
    path("policies/drafts/<uuid:draft_id>/tables/<str:node>/", policies.keep_table, name="table"),
    path("policies/drafts/<uuid:draft_id>/tables/<str:node>/import/", policies.import_jdm, name="import"),
    path("policies/drafts/<uuid:draft_id>/publish/", policies.put_in_force, name="publish"),
    path("policies/drafts/<uuid:draft_id>/discard/", policies.drop_draft, name="discard"),
]
