from django.urls import path

from yanzhen.platform.together import files, inbox, records, tasks

app_name = "collaboration"
_record = "records/<str:name>/<int:pk>"
urlpatterns = [
    path("inbox/", inbox.overview, name="inbox"),
    path("inbox/count/", inbox.count, name="inbox_count"),
    path("inbox/mark/", inbox.mark, name="inbox_mark"),
    path("inbox/<int:pk>/", inbox.opened, name="inbox_open"),
    path("tasks/", tasks.overview, name="tasks"),
    path("tasks/<int:pk>/finish/", tasks.finish, name="task_finish"),
    path("tasks/<int:pk>/edit/", tasks.edit, name="task_edit"),
    path("tasks/<int:pk>/remove/", tasks.remove, name="task_remove"),
    path("files/<int:pk>/", files.download, name="file"),
    path("files/<int:pk>/thumbnail/", files.thumbnail, name="thumbnail"),
    path("files/<int:pk>/remove/", files.remove, name="file_remove"),
    path("notes/<int:pk>/edit/", records.note_edit, name="note_edit"),
    path("notes/<int:pk>/remove/", records.note_remove, name="note_remove"),
    path(f"{_record}/files/", records.files, name="files"),
    path(f"{_record}/tasks/", records.add_task, name="record_tasks"),
    path(f"{_record}/follow/", records.follow, name="follow"),
    path(f"{_record}/people/", records.people, name="people"),
    path("settings/notifications/", inbox.chosen, name="choices"),
    path("settings/deliveries/", inbox.deliveries, name="deliveries"),
    path("settings/deliveries/<int:pk>/again/", inbox.again, name="delivery_again"),
]
