"""Addresses of visits."""

from django.urls import URLPattern, path

from yanzhen.field.nouns import visits as nouns
from yanzhen.field.views import visit_calendar, visit_store, visits
from yanzhen.platform.pages.views import urls

urlpatterns: list[URLPattern] = [
    path("visits/calendar/", visit_calendar.calendar, name="visit_calendar"),
    path("visits/<int:pk>/prepare/", visits.prepare, name="visit_prepare"),
    path("visits/<int:pk>/send/", visits.send, name="visit_send"),
    path("visits/<int:pk>/confirm/", visits.confirm, name="visit_confirm"),
    path("visits/<int:pk>/check-in/", visits.check_in, name="visit_check_in"),
    path("visits/<int:pk>/check-out/", visits.check_out, name="visit_check_out"),
    path("visits/<int:pk>/missed/", visits.missed, name="visit_missed"),
    path("visits/<int:pk>/report/", visits.report, name="visit_report"),
    path("visits/<int:pk>/step/", visit_store.step, name="visit_step"),
    path("visits/<int:pk>/stock/", visit_store.stock, name="visit_stock"),
    path("visits/<int:pk>/photo/", visit_store.photo, name="visit_photo"),
    path("visits/<int:pk>/voice/", visit_store.voice, name="visit_voice"),
    *urls(nouns.VISITS),
    *urls(nouns.FINDINGS),
    *urls(nouns.TEMPLATES),
]
