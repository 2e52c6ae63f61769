from yanzhen.crm.views import customer_urls, stakeholder_urls

app_name = "crm"
urlpatterns = [
    *customer_urls.urlpatterns,
    *stakeholder_urls.urlpatterns,
]
