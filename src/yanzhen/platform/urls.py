from django.urls import path

from yanzhen.platform import nouns, views
from yanzhen.platform.pages.views import urls

app_name = "platform"
urlpatterns = [path("", views.settings, name="settings"), *urls(nouns.JOBS), *urls(nouns.AUDIT)]
