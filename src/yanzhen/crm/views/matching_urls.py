"""The addresses of likely duplicates: claims, collision cases, merges and the clean-up."""

from django.urls import path

from yanzhen.crm.nouns import matching
from yanzhen.crm.views import collisions, merging, possible
from yanzhen.platform.pages.views import urls

urlpatterns = [
    path("customers/possible/claim/", possible.claim, name="customer_claim"),
    path("customers/merge/", merging.preview, name="customer_merging"),
    path("customers/merge/dispute/", merging.dispute, name="customer_dispute"),
    path("customers/<int:pk>/merge/", merging.other, name="customer_merge"),
    path("collision-cases/<int:pk>/decide/", collisions.decide, name="collisioncase_decide"),
    path("duplicate-groups/<int:pk>/merge/", merging.group, name="duplicategroup_merge"),
    path("duplicate-groups/search/", merging.start, name="duplicategroup_search"),
    *urls(matching.CASES),
    *urls(matching.MERGES),
    *urls(matching.GROUPS),
]
