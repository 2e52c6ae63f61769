from django.urls import path

from yanzhen.platform.pages.views import urls
from yanzhen.platform.trail import nouns, revealing, views

urlpatterns = [
    # Before the usual pages of these records, which show less.
    path("audit/<int:pk>/", views.entry, name="auditentry_record"),
    path("alerts/<int:pk>/", views.alert, name="alert_record"),
    path("trail/", views.trail, name="trail"),
    path("trail/check/", views.check, name="trail_check"),
    path("trail/send/", views.send_head, name="trail_send"),
    path("trail/lift/", views.lift, name="trail_lift"),
    path("trail/person/", views.person, name="audit_person"),
    path("reveal/<str:noun>/<int:pk>/<slug:name>/", revealing.page, name="reveal"),
    *urls(nouns.READS),
    *urls(nouns.ALERTS),
]
