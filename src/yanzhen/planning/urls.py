from yanzhen.planning import nouns
from yanzhen.planning.views import forecast_urls, quota_urls, target_urls
from yanzhen.platform.pages.views import urls

app_name = "planning"
urlpatterns = [*quota_urls.urlpatterns, *forecast_urls.urlpatterns, *urls(nouns.PLANS), *target_urls.urlpatterns]
