"""Addresses of the due list, weeks, routes, working days and the calendar feed."""

from django.urls import URLPattern, path

from yanzhen.field.nouns import planner as nouns
from yanzhen.field.views import due, feeds, route_several, routes, weeks
from yanzhen.platform.pages.views import urls

urlpatterns: list[URLPattern] = [
    path("visits/due/", due.due_list, name="due"),
    path("visits/due/plan/", due.plan, name="due_plan"),
    path("visits/week/", weeks.week, name="week_plan"),
    path("visits/week/put/", weeks.put, name="week_put"),
    path("visits/week/<int:pk>/move/", weeks.move, name="week_move"),
    path("visits/week/<int:pk>/take-out/", weeks.take_out, name="week_take_out"),
    path("visits/route/", routes.route, name="route"),
    path("visits/route/accept/", routes.accept, name="route_accept"),
    path("visits/route/<int:pk>/skip/", routes.skip, name="route_skip"),
    path("visits/route/appointment/", routes.appoint, name="route_appoint"),
    path("visits/routes/", route_several.several, name="routes_start"),
    path("visits/routes/<int:pk>/", route_several.job, name="routes_job"),
    path("visits/routes/<int:pk>/accept/", route_several.accept_job, name="routes_accept"),
    path("visits/feed/", feeds.page, name="feed_page"),
    path("visits/feed/renew/", feeds.renew, name="feed_renew"),
    path("visits/feed/end/", feeds.end, name="feed_end"),
    path("calendar/<str:secret>.ics", feeds.feed, name="feed"),
    *urls(nouns.DAY_SETTINGS),
    *urls(nouns.FREQUENCIES),
    *urls(nouns.RECEIVING),
]
