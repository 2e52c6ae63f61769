"""Addresses of joint visits, day reports and meetings."""

from django.urls import URLPattern, path

from yanzhen.field.nouns import coaching as nouns
from yanzhen.field.nouns.meetings import MEETINGS
from yanzhen.field.views import findings, joint_visits, meetings, workday, workday_papers
from yanzhen.platform.pages.views import urls

urlpatterns: list[URLPattern] = [
    path("field/day/", workday.day, name="day"),
    path("field/day/write/", workday.write, name="day_write"),
    path("field/week/", workday.week, name="week"),
    path("field/documents/", workday_papers.documents, name="workday_documents"),
    path("field/findings/", findings.page, name="findings"),
    path("field/findings/<slug:code>/", findings.rows, name="finding"),
    path("joint-visits/<int:pk>/", joint_visits.record, name="jointvisit_record"),
    path("joint-visits/<int:pk>/ride/", joint_visits.ride, name="jointvisit_ride"),
    path("joint-visits/<int:pk>/answer/", joint_visits.answer, name="jointvisit_answer"),
    path("joint-visits/<int:pk>/agree/", joint_visits.agree, name="jointvisit_agree"),
    path("joint-visits/<int:pk>/drop/", joint_visits.drop, name="jointvisit_drop"),
    path("joint-visits/<int:pk>/check/", joint_visits.check, name="jointvisit_check"),
    path("meetings/<int:pk>/", meetings.record, name="meeting_record"),
    path("meetings/<int:pk>/print/", meetings.paper, name="meeting_paper"),
    path("meetings/<int:pk>/next/", meetings.next_one, name="meeting_next"),
    path("meetings/<int:pk>/items/", meetings.add_item, name="meeting_item"),
    path("meetings/<int:pk>/items/<int:item>/remove/", meetings.drop_item, name="meeting_item_remove"),
    path("meetings/<int:pk>/items/<int:item>/settle/", meetings.settle, name="meeting_settle"),
    path("meetings/<int:pk>/minutes/", meetings.minutes, name="meeting_minutes"),
    *urls(nouns.FORMS),
    *urls(nouns.JOINT_VISITS),
    *urls(nouns.REPORTS),
    *urls(MEETINGS),
]
