from yanzhen.platform import nouns
from yanzhen.platform.pages.views import urls

app_name = "platform"
urlpatterns = [*urls(nouns.JOBS), *urls(nouns.AUDIT)]
