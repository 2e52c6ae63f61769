from yanzhen.crm.views import customer_urls

app_name = "crm"
urlpatterns = [
    *customer_urls.urlpatterns,
]
