"""Addresses of evaluations, the call list, classes, chains and dry runs."""

from django.urls import path

from yanzhen.loyalty.views import evaluations, loyalty, purchases

urlpatterns = [
    path("evaluations/", evaluations.hub, name="hub"),
    path("customer-evaluations/<int:pk>/", evaluations.record, name="evaluation_record"),
    path("customer-evaluations/<int:pk>/documents/<slug:part>/", evaluations.documents, name="evaluation_documents"),
    path("customer-classes/", evaluations.classes, name="classes"),
    path("customer-classes/<int:pk>/accept/", evaluations.accept_class, name="class_accept"),
    path("due-to-buy/", purchases.due, name="due"),
    path("due-to-buy/work-out/", purchases.work_out, name="work_out"),
    path("next-purchases/<int:pk>/", purchases.record, name="nextpurchase_record"),
    path("referrals/chain/<int:pk>/", loyalty.chain, name="chain"),
    path("thanks-rules/<int:pk>/dry-run/", loyalty.dry_run, name="thanks_dry_run"),
]
