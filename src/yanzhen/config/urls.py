"""Every address of the product, by app."""

from django.urls import include, path

from yanzhen.accounts import front_urls
from yanzhen.analysis import front_urls as analysis_front_urls
from yanzhen.config import health
from yanzhen.config.api import api, no_such_address
from yanzhen.platform.pages.views import pick
from yanzhen.platform.search.views import search

urlpatterns = [
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path("metrics", health.metrics, name="metrics"),
    path("api/v1/", api.urls),
    path("api/<path:rest>", no_such_address, name="no_such_address"),
    path("pick/<str:name>/", pick, name="pick"),
    path("search/", search, name="search"),
    *front_urls.urlpatterns,
    *analysis_front_urls.urlpatterns,
    path("", include("yanzhen.analysis.urls")),
    path("", include("yanzhen.accounts.rights_urls")),
    path("accounts/", include("yanzhen.accounts.urls")),
    path("", include("yanzhen.platform.together.urls")),
    path("imports/", include("yanzhen.platform.importing.urls")),
    path("go-live/", include("yanzhen.platform.golive.urls")),
    path("settings/", include("yanzhen.platform.urls")),
    path("", include("yanzhen.organization.urls")),
    path("", include("yanzhen.products.urls")),
    path("", include("yanzhen.crm.urls")),
    path("", include("yanzhen.receivables.urls")),
    path("", include("yanzhen.orders.urls")),
    path("", include("yanzhen.field.urls")),
    path("", include("yanzhen.keyaccounts.urls")),
    path("", include("yanzhen.loyalty.urls")),
    path("market/", include("yanzhen.market.urls")),
    path("planning/", include("yanzhen.planning.urls")),
]
