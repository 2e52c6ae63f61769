from django.urls import path

from yanzhen.platform.golive import views

app_name = "golive"
urlpatterns = [
    path("", views.home, name="home"),
    path("plan/", views.set_plan, name="plan"),
    path("leave-out/", views.leave_out, name="leave_out"),
    path("total/", views.note_total, name="total"),
    path("task/", views.add_task, name="task"),
    path("tick/", views.tick, name="tick"),
    path("task/remove/", views.remove_task, name="task_remove"),
    path("sign/", views.sign, name="sign"),
    path("<slug:step>/", views.step, name="step"),
]
