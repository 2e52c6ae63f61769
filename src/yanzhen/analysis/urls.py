"""Addresses of the figures."""

from django.urls import path

from yanzhen.analysis.views import explorer, working

app_name = "analysis"
urlpatterns = [
    path("analysis/sales/", explorer.explore, name="sales"),
    path("analysis/working/", working.working, name="working"),
]
