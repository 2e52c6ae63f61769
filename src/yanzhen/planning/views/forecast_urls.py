"""The addresses of forecasts."""

from django.urls import path

from yanzhen.planning import nouns
from yanzhen.planning.views import forecast_own, forecasts
from yanzhen.platform.pages.views import urls

urlpatterns = [
    path("forecast/", forecasts.newest, name="forecast"),
    path("forecast/own/", forecast_own.own, name="forecast_own"),
    path("forecasts/<int:pk>/figures/", forecasts.figures, name="forecast_figures"),
    path("plans/<int:pk>/forecast/", forecasts.of_plan, name="plan_forecast"),
    *urls(nouns.FORECASTS),
]
