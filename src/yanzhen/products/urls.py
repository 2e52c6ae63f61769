from yanzhen.platform.pages.views import urls
from yanzhen.products import nouns

app_name = "products"
urlpatterns = [*urls(nouns.CATEGORIES), *urls(nouns.PRODUCTS)]
