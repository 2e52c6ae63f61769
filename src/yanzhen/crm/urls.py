from yanzhen.crm.views import customer_urls, lead_urls, pipeline_urls, stakeholder_urls

app_name = "crm"
urlpatterns = [
    *customer_urls.urlpatterns,
    *lead_urls.urlpatterns,
    *pipeline_urls.urlpatterns,
    *stakeholder_urls.urlpatterns,
]
