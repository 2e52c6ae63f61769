from yanzhen.organization import nouns
from yanzhen.platform.pages.views import urls

app_name = "organization"
urlpatterns = [
    *urls(nouns.COMPANIES),
    *urls(nouns.UNITS),
    *urls(nouns.POSITIONS),
    *urls(nouns.REGIONS),
    *urls(nouns.TERRITORIES),
    *urls(nouns.EMPLOYEES),
    *urls(nouns.ASSIGNMENTS),
    *urls(nouns.COVERAGES),
]
