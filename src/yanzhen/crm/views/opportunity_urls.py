"""The addresses of opportunities, their processes, and why they are won or lost."""

from django.urls import path

from yanzhen.crm.nouns import opportunities as nouns
from yanzhen.crm.views import board, opportunity_acts, opportunity_calendar, process_stages
from yanzhen.platform.pages.views import urls

urlpatterns = [
    path("opportunities/board/", board.board, name="opportunity_board"),
    path("opportunities/board/column/", board.column, name="opportunity_column"),
    path("opportunities/calendar/", opportunity_calendar.calendar, name="opportunity_calendar"),
    path("opportunities/<int:pk>/course/", opportunity_acts.course, name="opportunity_course"),
    path("opportunities/<int:pk>/move/", board.move, name="opportunity_move"),
    path("opportunities/<int:pk>/tick/", opportunity_acts.tick, name="opportunity_tick"),
    path("opportunities/<int:pk>/expected/", opportunity_acts.expected, name="opportunity_expected"),
    path("opportunities/<int:pk>/win/", opportunity_acts.win, name="opportunity_win"),
    path("opportunities/<int:pk>/lose/", opportunity_acts.lose, name="opportunity_lose"),
    path("opportunities/<int:pk>/team/", opportunity_acts.team, name="opportunity_team"),
    path("sales-processes/<int:pk>/stages/", process_stages.page, name="process_stages"),
    path("sales-processes/<int:pk>/stages/new/", process_stages.add, name="stage_add"),
    path("stages/<int:pk>/edit/", process_stages.change, name="stage_change"),
    path("stages/<int:pk>/remove/", process_stages.remove, name="stage_remove"),
    path("stages/<int:pk>/shift/", process_stages.shift, name="stage_shift"),
    path("stages/<int:pk>/tasks/", process_stages.add_task, name="stage_task_add"),
    path("exit-tasks/<int:pk>/", process_stages.change_task, name="exit_task_change"),
    *urls(nouns.OPPORTUNITIES),
    *urls(nouns.PROCESSES),
    *urls(nouns.LOSS_REASONS),
]
