from yanzhen.planning import nouns
from yanzhen.platform.pages.views import urls

app_name = "planning"
urlpatterns = [*urls(nouns.PLANS)]
