"""The addresses of the board."""

from django.urls import path

from yanzhen.planning.views import boards

urlpatterns = [
    path("plans/<int:pk>/board/", boards.listed, name="plan_board"),
    path("boards/<int:pk>/", boards.page, name="board"),
    path("boards/<int:pk>/compare/", boards.compare, name="board_compare"),
    path("boards/<int:pk>/do/<slug:name>/", boards.act, name="board_act"),
]
