from yanzhen.orders import nouns
from yanzhen.platform.pages.views import urls

app_name = "orders"
urlpatterns = [*urls(nouns.ORDERS)]
