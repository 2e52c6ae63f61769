from django.urls import path

from yanzhen.platform.importing import places as places  # tells the lists and the settings of this place
from yanzhen.platform.importing import views

app_name = "imports"
urlpatterns = [
    path("", views.index, name="list"),
    path("new/", views.new, name="new"),
    path("templates/", views.template_list, name="templates"),
    path("templates/<str:noun>/", views.template, name="template"),
    path("mappings/", views.mapping_list, name="mappings"),
    path("mappings/<int:pk>/share/", views.mapping_act, {"act": "share"}, name="mapping_share"),
    path("mappings/<int:pk>/keep/", views.mapping_act, {"act": "keep"}, name="mapping_keep"),
    path("mappings/<int:pk>/remove/", views.mapping_act, {"act": "remove"}, name="mapping_remove"),
    path("<int:pk>/", views.one, name="one"),
    path("<int:pk>/columns/", views.columns, name="columns"),
    path("<int:pk>/preview/", views.preview, name="preview"),
    path("<int:pk>/correct/", views.correct, name="correct"),
    path("<int:pk>/run/", views.run, name="run"),
    path("<int:pk>/stop/", views.drop, name="drop"),
    path("<int:pk>/again/", views.again, name="again"),
    path("<int:pk>/resume/", views.resume, name="resume"),
    path("<int:pk>/refused/", views.refused, name="refused"),
    path("<int:pk>/undo/", views.undo, name="undo"),
]
