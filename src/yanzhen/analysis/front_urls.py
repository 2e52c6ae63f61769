"""The first page, under a name without a namespace."""

from django.urls import path

from yanzhen.analysis.views import home

urlpatterns = [path("", home.home, name="home")]
