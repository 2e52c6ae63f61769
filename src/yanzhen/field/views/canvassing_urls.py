"""Addresses of canvassing and call lists."""

from django.urls import path

from yanzhen.field.nouns import calls as call_nouns
from yanzhen.field.nouns import canvassing as nouns
from yanzhen.field.views import calls, canvassing
from yanzhen.platform.pages.views import urls

urlpatterns = [
    path("canvass-areas/<int:pk>/", canvassing.record, name="canvassarea_record"),
    path("canvass-areas/<int:pk>/walk/", canvassing.walk, name="canvass_walk"),
    path("canvass-areas/<int:pk>/blocks/<int:block>/", canvassing.mark, name="canvass_mark"),
    path("canvass-doors/<int:pk>/take-back/", canvassing.take_back, name="canvass_take_back"),
    path("call-lists/<int:pk>/work/", calls.work, name="call_work"),
    path("call-lists/<int:pk>/next/", calls.start, name="call_next"),
    path("call-lists/<int:pk>/undo/", calls.undo, name="call_undo"),
    path("call-lists/<int:pk>/stop/", calls.stop, name="call_stop"),
    path("call-lists/<int:pk>/fill/", calls.fill, name="call_fill"),
    path("call-targets/<int:pk>/call/", calls.call, name="call_record"),
    path("call-targets/<int:pk>/skip/", calls.skip, name="call_skip"),
    *urls(nouns.AREAS),
    *urls(nouns.STOPS),
    *urls(call_nouns.SCRIPTS),
    *urls(call_nouns.LISTS),
    *urls(call_nouns.TARGETS),
    *urls(call_nouns.ATTEMPTS),
    *urls(call_nouns.NUMBERS),
]
