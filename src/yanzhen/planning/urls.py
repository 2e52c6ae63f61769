from yanzhen.planning import nouns
from yanzhen.planning.views import board_urls, forecast_urls, market, pace_urls, quota_urls, target_urls
from yanzhen.platform.pages.views import urls

app_name = "planning"
urlpatterns = [
    *board_urls.urlpatterns,
    *market.urlpatterns,
    *quota_urls.urlpatterns,
    *forecast_urls.urlpatterns,
    *urls(nouns.PLANS),
    *target_urls.urlpatterns,
    *pace_urls.urlpatterns,
]
