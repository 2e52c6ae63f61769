"""The addresses of targets, declarations and retrospectives."""

from django.urls import path

from yanzhen.planning import nouns
from yanzhen.planning.views import declarations, retrospectives, target_acts, targets
from yanzhen.platform.pages.views import urls

urlpatterns = [
    path("plans/<int:pk>/targets/", targets.plan_targets, name="plan_targets"),
    path("plans/<int:pk>/targets/begin/", target_acts.begin, name="target_begin"),
    path("plans/<int:pk>/targets/compare/", targets.compare, name="target_compare"),
    path("targets/<int:pk>/methods/", targets.methods, name="target_methods"),
    path("targets/<int:pk>/methods/<slug:method>/", target_acts.inputs, name="target_inputs"),
    path("targets/<int:pk>/methods/<slug:method>/try/", target_acts.try_out, name="target_try"),
    path("targets/<int:pk>/methods/<slug:method>/weight/", target_acts.weigh, name="target_weigh"),
    path("targets/<int:pk>/refill/", target_acts.refill, name="target_refill"),
    path("targets/<int:pk>/decide/", target_acts.decide, name="target_decide"),
    path("plans/<int:pk>/declarations/", declarations.plan_declarations, name="plan_declarations"),
    path("plans/<int:pk>/declarations/rules/", declarations.rules, name="rules_of_declarations"),
    path("declarations/<int:pk>/correct/", declarations.correct, name="declaration_correct"),
    path("declare/", declarations.declare, name="declare"),
    path("plans/<int:pk>/retrospective/", retrospectives.plan_retrospective, name="plan_retrospective"),
    *urls(nouns.TARGETS),
    *urls(nouns.DECLARATIONS),
]
