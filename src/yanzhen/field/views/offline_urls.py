"""Addresses of the phone's own page. The service worker stands at the top, since it looks after what is below it."""

from django.urls import path

from yanzhen.field.views import offline

urlpatterns = [
    path("today/", offline.today, name="today"),
    path("today/offline/", offline.without_network, name="without_network"),
    path("today/manifest.webmanifest", offline.manifest, name="manifest"),
    path("service-worker.js", offline.service_worker, name="service_worker"),
]
