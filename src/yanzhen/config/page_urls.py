"""Every page of the product, by app; without the API, whose schemas take seconds to build."""

from django.urls import include, path

from yanzhen.accounts import front_urls
from yanzhen.analysis import front_urls as analysis_front_urls
from yanzhen.platform.pages.views import pick
from yanzhen.platform.search.views import search

urlpatterns = [
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
