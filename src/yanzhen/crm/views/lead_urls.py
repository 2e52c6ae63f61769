"""The addresses of leads, their pool, rules, points and web forms."""

from django.urls import path

from yanzhen.crm.nouns import leads as nouns
from yanzhen.crm.views import lead_form, lead_pool, lead_rules, leads
from yanzhen.platform.pages.views import urls

urlpatterns = [
    path("leads/pool/", lead_pool.pool, name="lead_pool"),
    path("leads/pool/bounds/", lead_pool.bounds, name="lead_bounds"),
    path("leads/pool/<int:pk>/claim/", lead_pool.claim, name="lead_claim"),
    path("leads/possible/", leads.possible, name="lead_possible"),
    path("leads/score/", lead_rules.score, name="lead_score"),
    path("leads/score/train/", lead_rules.train, name="lead_train"),
    path("leads/<int:pk>/", leads.record, name="lead_record"),
    path("leads/<int:pk>/follow-up/", leads.touch, name="lead_touch"),
    path("leads/<int:pk>/bant/", leads.bant, name="lead_bant"),
    path("leads/<int:pk>/lose/", leads.lose, name="lead_lose"),
    path("leads/<int:pk>/release/", leads.release, name="lead_release"),
    path("leads/<int:pk>/qualify/", leads.qualify, name="lead_qualify"),
    path("lead-rules/dry-run/", lead_rules.dry_run, name="lead_dry_run"),
    path("lead-rules/<int:pk>/dry-run/", lead_rules.dry_run_of, name="leadrule_dry_run"),
    path("lead-forms/<int:pk>/website/", lead_form.snippet, name="leadform_snippet"),
    path("f/<str:key>/", lead_form.form, name="lead_form_public"),
    *urls(nouns.LEADS),
    *urls(nouns.RULES),
    *urls(nouns.POINTS),
    *urls(nouns.FORMS),
]
