from django.urls import path

from yanzhen.platform import nouns, views
from yanzhen.platform.pages.views import urls

app_name = "platform"
urlpatterns = [
    path("", views.settings, name="settings"),
    # Before the usual page of a record, which shows no progress.
    path("jobs/<int:pk>/", views.job, name="job_record"),
    *urls(nouns.JOBS),
    *urls(nouns.AUDIT),
]
