"""The addresses of the board."""

from django.urls import path

from yanzhen.planning.views import board_drafts, board_files, boards

urlpatterns = [
    path("plans/<int:pk>/board/", board_drafts.listed, name="plan_board"),
    path("boards/<int:pk>/", boards.page, name="board"),
    path("boards/<int:pk>/compare/", board_drafts.compare, name="board_compare"),
    path("boards/<int:pk>/export/", board_files.export, name="board_export"),
    path("boards/<int:pk>/do/<slug:name>/", board_drafts.act, name="board_act"),
]
