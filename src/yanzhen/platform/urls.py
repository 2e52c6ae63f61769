from django.urls import path

from yanzhen.platform import nouns, views
from yanzhen.platform.approvals import nouns as approval_nouns
from yanzhen.platform.approvals import views as approval_views
from yanzhen.platform.exporting import nouns as export_nouns
from yanzhen.platform.exporting import views as export_views
from yanzhen.platform.keeping import nouns as backup_nouns
from yanzhen.platform.keeping import views as backup_views
from yanzhen.platform.notifications import nouns as channels
from yanzhen.platform.offline import nouns as offline_nouns
from yanzhen.platform.pages.views import urls
from yanzhen.platform.trail import urls as trail_urls
from yanzhen.platform.triggers import nouns as trigger_nouns
from yanzhen.platform.triggers import views as trigger_views

app_name = "platform"
urlpatterns = [
    path("", views.settings, name="settings"),
    # Before the usual page of a record, which shows no progress.
    path("jobs/<int:pk>/", views.job, name="job_record"),
    path("exports/find/", export_views.find, name="export_find"),
    *urls(export_nouns.EXPORTS),
    *urls(export_nouns.BUDGETS),
    path("backups/overview/", backup_views.overview, name="backups"),
    path("backups/run/", backup_views.run, name="backup_run"),
    *urls(backup_nouns.BACKUPS),
    path("approvals/mine/", approval_views.overview, name="approvals"),
    path("approvals/<int:pk>/", approval_views.approval, name="approval_record"),
    path("approvals/<int:pk>/decide/", approval_views.decide, name="approval_decide"),
    *urls(approval_nouns.APPROVALS),
    *urls(approval_nouns.RULES),
    *urls(channels.ROBOTS),
    *trail_urls.urlpatterns,
    path("triggers/new/", trigger_views.add, name="trigger_add"),
    path("triggers/<int:pk>/", trigger_views.record, name="trigger_record"),
    path("triggers/<int:pk>/edit/", trigger_views.change, name="trigger_change"),
    path("triggers/<int:pk>/dry-run/", trigger_views.dry_run, name="trigger_dry"),
    *urls(trigger_nouns.TRIGGERS),
    *urls(trigger_nouns.RUNS),
    *urls(offline_nouns.ENTRIES),
    *urls(nouns.JOBS),
    *urls(nouns.AUDIT),
    *urls(nouns.BULK_CHANGES),
]
