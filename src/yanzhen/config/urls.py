"""Every address of the product."""

from django.urls import path

from yanzhen.config import health, page_urls
from yanzhen.config.api import api, no_such_address

urlpatterns = [
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path("metrics", health.metrics, name="metrics"),
    path("api/v1/", api.urls),
    path("api/<path:rest>", no_such_address, name="no_such_address"),
    *page_urls.urlpatterns,
]
