from yanzhen.crm import nouns
from yanzhen.platform.pages.views import urls

app_name = "crm"
urlpatterns = [*urls(nouns.CUSTOMERS), *urls(nouns.CONTACTS), *urls(nouns.CUSTOMER_TYPES)]
