"""The addresses of quotas, their talks and the steps of a plan."""

from django.urls import path

from yanzhen.planning import nouns
from yanzhen.planning.views import hub, letters, meeting, mine, quota_acts, quotas, road, stepper
from yanzhen.platform.pages.views import urls

__all__ = ["road", "urlpatterns"]
urlpatterns = [
    path("", hub.page, name="hub"),
    path("mine/", mine.page, name="mine"),
    path("plans/<int:pk>/quotas/", quotas.page, name="plan_quotas"),
    path("plans/<int:pk>/quotas/draw-up/", quota_acts.draw_up, name="plan_draw_up"),
    path("plans/<int:pk>/quotas/give/", quota_acts.give, name="plan_give"),
    path("plans/<int:pk>/quotas/remind/", quota_acts.remind, name="plan_remind"),
    path("plans/<int:pk>/move/", stepper.move, name="plan_move"),
    path("plans/<int:pk>/step/", stepper.intend, name="plan_intend"),
    path("plans/<int:pk>/new-edition/", stepper.renew, name="plan_renew"),
    path("plans/<int:pk>/meeting/", meeting.page, name="plan_meeting"),
    path("quota-talks/<int:pk>/accept/", mine.accept, name="talk_accept"),
    path("quota-talks/<int:pk>/counter/", mine.counter, name="talk_counter"),
    path("quota-talks/<int:pk>/acknowledge/", mine.acknowledge, name="talk_acknowledge"),
    path("quota-talks/<int:pk>/fix/", quota_acts.fix, name="talk_fix"),
    path("quota-talks/<int:pk>/settle/", quota_acts.settle, name="talk_settle"),
    path("quota-talks/<int:pk>/note/", quota_acts.note, name="talk_words"),
    path("quota-talks/<int:pk>/letter/", letters.page, name="quota_letter"),
    *urls(nouns.QUOTAS),
    *urls(nouns.TALKS),
]
