from yanzhen.loyalty import nouns
from yanzhen.loyalty.views import urls as pages
from yanzhen.platform.pages.views import urls

app_name = "loyalty"
urlpatterns = [
    *pages.urlpatterns,
    *urls(nouns.SCHEMES),
    *urls(nouns.RUNS),
    *urls(nouns.EVALUATIONS),
    *urls(nouns.ANALYSES),
    *urls(nouns.PURCHASES),
    *urls(nouns.REFERRALS),
    *urls(nouns.REWARDS),
    *urls(nouns.THANKS_RULES),
    *urls(nouns.REMEMBERED),
]
