from yanzhen.field.views import canvassing_urls, coaching_urls, offline_urls, planner_urls, visits_urls

app_name = "field"
urlpatterns = [
    *visits_urls.urlpatterns,
    *planner_urls.urlpatterns,
    *canvassing_urls.urlpatterns,
    *coaching_urls.urlpatterns,
    *offline_urls.urlpatterns,
]
