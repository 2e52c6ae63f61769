"""Addresses of the pipeline's past and of the playbook."""

from django.urls import path

from yanzhen.crm.nouns.playbooks import PLAYBOOKS
from yanzhen.crm.views.pipeline import drafts, flow, funnel, learnt, playbook
from yanzhen.platform.pages.views import urls

urlpatterns = [
    path("pipeline/funnel/", funnel.funnel, name="pipeline_funnel"),
    path("pipeline/flow/", flow.flow, name="pipeline_flow"),
    path("pipeline/learnt/", learnt.learnt, name="pipeline_learnt"),
    path("pipeline/learnt/<int:pk>/take/", learnt.take, name="pipeline_take"),
    path("pipeline/drafts/", drafts.drafts, name="pipeline_drafts"),
    path("pipeline/drafts/make/", drafts.make, name="pipeline_make"),
    path("pipeline/drafts/<int:pk>/", drafts.draft, name="pipeline_draft"),
    path("pipeline/drafts/<int:pk>/publish/", drafts.publish, name="pipeline_publish"),
    path("pipeline/drafts/<int:pk>/discard/", drafts.discard, name="pipeline_discard"),
    path("opportunities/<int:pk>/playbook/", playbook.playbook, name="opportunity_playbook"),
    path("opportunities/<int:pk>/playbook/<int:entry>/", playbook.use, name="opportunity_playbook_use"),
    *urls(PLAYBOOKS),
]
