from yanzhen.keyaccounts import nouns
from yanzhen.keyaccounts.views import agreements_urls
from yanzhen.platform.pages.views import urls

app_name = "keyaccounts"
urlpatterns = [
    *agreements_urls.urlpatterns,
    *urls(nouns.AGREEMENTS),
    *urls(nouns.CHECKS),
    *urls(nouns.DELIVERIES),
    *urls(nouns.STORES),
    *urls(nouns.CHANCES),
    *urls(nouns.PLANS),
    *urls(nouns.REVIEWS),
    *urls(nouns.KPIS),
]
