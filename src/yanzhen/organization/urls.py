from django.urls import path

from yanzhen.organization import nouns, views
from yanzhen.platform.pages.views import urls

app_name = "organization"
urlpatterns = [
    *urls(nouns.COMPANIES),
    *urls(nouns.UNITS),
    *urls(nouns.POSITIONS),
    *urls(nouns.REGIONS),
    *urls(nouns.TERRITORIES),
    *urls(nouns.EMPLOYEES),
    *urls(nouns.ASSIGNMENTS),
    *urls(nouns.COVERAGES),
    *urls(nouns.CALENDAR_DAYS),
    path("calendar/", views.year, name="calendar"),
    path("calendar/turn/", views.turn, name="calendar_turn"),
    path("calendar/public/", views.take_public, name="calendar_public"),
]
