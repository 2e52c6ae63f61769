from yanzhen.platform.pages.views import urls
from yanzhen.receivables import nouns

app_name = "receivables"
urlpatterns = [*urls(nouns.INVOICES), *urls(nouns.RECEIPTS)]
