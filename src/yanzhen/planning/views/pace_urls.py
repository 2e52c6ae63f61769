"""Addresses of pace, of the views of a plan, of the pipeline, the week and improvement cards."""

from django.urls import path

from yanzhen.planning.nouns import pace as nouns
from yanzhen.planning.views import improvements, pace, pipeline, sheets, week
from yanzhen.platform.pages.views import urls

urlpatterns = [
    *urls(nouns.PIPELINE_FIGURES),
    *urls(nouns.ACTIONS),
    *urls(nouns.IMPROVEMENTS),
    path("improvements/<int:pk>/check/", improvements.check, name="improvement_check"),
    path("improvements/<int:pk>/close/", improvements.close, name="improvement_close"),
    path("pace/", pace.overview, name="pace"),
    path("plans/<int:pk>/pace/", pace.of_plan, name="pace_of_plan"),
    path("plans/<int:pk>/pace/bound/", pace.set_bound, name="pace_bound"),
    path("plans/<int:pk>/views/", sheets.views, name="sheets_of_plan"),
    path("coverage/", pipeline.coverage, name="coverage"),
    path("week/", week.week, name="week"),
    path("week/add/", week.add, name="week_add"),
    path("week/<int:pk>/tick/", week.tick, name="week_tick"),
]
